import { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ec2HostOptions, ec2Host } from '../../../../../lib/adapters/aws/ec2/ec2-host.ts';
import { PARAMETER, TAG } from '../../../../../lib/domain/names.ts';
import type { Post } from '../../../../../lib/domain/order.ts';
import type { Host } from '../../../../../lib/pipeline/ports.ts';
import { RECORD } from '../../../../../lib/pipeline/run-records.ts';
import { type Assets, EXPIRES, NOW, type RegionWorld, regionAssets, regionWorld, SITE, TYPES } from './region-world.ts';

const post: Post = { run: 'r1', lane: 'lane', scenario: 'transfer', role: 'client', serves: false, host: 't3.nano', site: SITE };
let assets: Assets;
let world: RegionWorld;

beforeAll(async () => {
  assets = await regionAssets(Buffer.from('no agent is needed to be launched'));
});
afterAll(() => assets.stop());
beforeEach(async () => {
  world = await regionWorld(assets);
});
afterEach(() => world.close());

const onlyInstance = () => [...world.ec2.instances.values()][0] ?? expect.fail('no instance was launched');
const lastLaunch = () => Object.fromEntries(world.ec2.launches.at(-1) ?? []);
/** A host whose clock stands still. */
const hostWith = (over: Partial<Ec2HostOptions>): Host =>
  ec2Host({ ...world, run: 'r1', nodeFlags: [], now: () => NOW, typesAt: () => TYPES, expiresAt: () => EXPIRES, ...over });
const dated = () => hostWith({});

describe('an EC2 instance is launched', () => {
  it('with its tags on everything it is made of, an end of its own, and nothing that can be reached', async () => {
    await dated().start(post);
    const launch = lastLaunch();
    expect(launch).toMatchObject({
      InstanceType: 't3.nano',
      InstanceInitiatedShutdownBehavior: 'terminate',
      'MetadataOptions.HttpTokens': 'required',
      'MetadataOptions.HttpPutResponseHopLimit': '1',
      'IamInstanceProfile.Name': `firstbyte-host-${SITE}`,
      'NetworkInterface.1.SubnetId': 'subnet-2',
      'NetworkInterface.1.SecurityGroupId.1': 'sg-1',
      'NetworkInterface.1.AssociatePublicIpAddress': 'true',
      'NetworkInterface.1.DeleteOnTermination': 'true',
      'BlockDeviceMapping.1.DeviceName': '/dev/of-ami-x86_64',
      'BlockDeviceMapping.1.Ebs.Encrypted': 'true',
      'BlockDeviceMapping.1.Ebs.VolumeType': 'gp3',
      'BlockDeviceMapping.1.Ebs.DeleteOnTermination': 'true',
    });
    expect(launch).not.toHaveProperty('KeyName');
    const tagged = [1, 2, 3].map((at) => launch[`TagSpecification.${at}.ResourceType`]);
    expect(tagged).toEqual(['instance', 'volume', 'network-interface']);
    expect(onlyInstance().tags).toMatchObject({
      [TAG.run]: 'r1',
      [TAG.lane]: 'lane',
      [TAG.expires]: '2026-11-21T13:30:00.000Z',
      Name: 'firstbyte lane client',
    });
  });

  it('with its own end as the first thing it does, and package updates silenced while it measures', async () => {
    await dated().start(post);
    const script = Buffer.from(lastLaunch().UserData ?? '', 'base64').toString();
    const [shell, ...commands] = script.trimEnd().split('\n');
    expect([shell, commands[0]]).toEqual(['#!/bin/sh', 'shutdown -h +90']);
    expect(commands.slice(1)).toEqual([
      expect.stringMatching(/^systemctl mask --now apt-daily\.timer .* \|\| true$/),
      expect.stringMatching(/^snap set system refresh\.hold=forever .* \|\| true$/),
    ]);
    expect(spawnSync('sh', ['-n'], { input: script }), 'a shell reads it').toMatchObject({ status: 0 });
  });

  it.each([
    ['t2.nano', 'standard'],
    ['t3.nano', 'unlimited'],
    ['a1.medium', undefined],
  ])('%s with CPU credits %s, said and not assumed', async (host, credits) => {
    await world.host.start({ ...post, host });
    expect(lastLaunch()['CreditSpecification.CpuCredits']).toBe(credits);
  });

  it('from the image of its architecture', async () => {
    await world.host.start({ ...post, host: 'a1.medium' });
    expect(lastLaunch().ImageId).toBe('ami-arm64');
  });

  it('only after its intent is on record', async () => {
    const intents: (readonly string[])[] = [];
    world.ec2.launched = async () => void intents.push(await world.records.list('intents/'));
    await world.host.start(post);
    const name = onlyInstance().tags[TAG.intent] ?? '';
    expect(intents).toEqual([[RECORD.intent.key(name)]]);
    expect(await RECORD.intent.read(world.records, name)).toMatchObject({ kind: 'instance', region: SITE, name });
  });

  it('once, also when the step that launches is tried again with a later expiry', async () => {
    const first = await dated().start(post);
    const again = await world.host.start(post);
    expect(again.instance).toBe(first.instance);
    expect(world.ec2.instances.size).toBe(1);
  });

  it('once, also when EC2 does not list the first attempt yet', async () => {
    const first = await dated().start(post);
    // What is not on record is not looked for: the token alone must find it.
    const amnesia = { ...world.records, read: async () => undefined };
    const expiresAt = () => new Date(EXPIRES.getTime() + 60_000);
    const again = await hostWith({ records: amnesia, expiresAt }).start(post);
    expect(again.instance).toBe(first.instance);
  });

  it('in the next zone when the first has no room, and says so', async () => {
    world.ec2.refuse = (p) =>
      p.get('NetworkInterface.1.SubnetId') === 'subnet-2' ? ['InsufficientInstanceCapacity', 'none left'] : undefined;
    expect(await world.host.start(post)).toMatchObject({ zone: 'use1-az1', zoneDeviates: true });
    // EC2 refuses a token that comes again with another subnet.
    expect(new Set(world.ec2.launches.map((launch) => launch.get('ClientToken'))).size).toBe(2);
  });

  it('once, also when the first zone has room again while the step is tried again', async () => {
    world.ec2.refuse = (p) =>
      p.get('NetworkInterface.1.SubnetId') === 'subnet-2' ? ['InsufficientInstanceCapacity', 'none left'] : undefined;
    const first = await world.host.start(post);
    world.ec2.refuse = () => undefined;
    expect(await world.host.start(post)).toMatchObject({ instance: first.instance, zone: 'use1-az1', zoneDeviates: true });
    expect(world.ec2.instances.size).toBe(1);
  });

  it('not at all when two zones have no room', async () => {
    world.ec2.refuse = () => ['InsufficientInstanceCapacity', 'none left'];
    await expect(world.host.start({ ...post, host: 't2.nano' })).rejects.toMatchObject({
      name: 'HostLost',
      message: expect.stringMatching(
        /^t2\.nano could not be launched in us-east-1 \(InsufficientInstanceCapacity\): .*try again later/,
      ),
    });
    expect(world.ec2.launches).toHaveLength(2);
  });

  it.each([
    ['VcpuLimitExceeded', 'You have requested more vCPU capacity', /quota of vCPUs/],
    ['InstanceLimitExceeded', 'limit', /quota of instances/],
    ['InvalidParameterCombination', 'The specified instance type is not eligible for Free Tier. For a list', /free plan/],
    ['UnauthorizedOperation', 'Encoded authorization failure message: 4kF…', /deploy again/],
    ['PendingVerification', 'Your request is being validated', /verifying this account/],
    ['SomethingElse', 'what EC2 said\nand more', /\(SomethingElse\): what EC2 said$/],
  ])('never against %s: one line, one attempt', async (code, message, said) => {
    world.ec2.refuse = () => [code, message];
    const refused = await world.host.start(post).catch((error: unknown) => error as Error);
    expect(refused).toMatchObject({ name: 'HostLost', message: expect.stringMatching(said) });
    expect((refused as Error).message).not.toContain('\n');
    expect(world.ec2.launches).toHaveLength(1);
  });

  it('nowhere when the region does not offer it', async () => {
    await expect(world.host.start({ ...post, host: 'c7g.medium' })).rejects.toThrow(
      'c7g.medium is not offered in us-east-1: choose another host or site',
    );
  });

  it('nowhere without the stack of its region', async () => {
    world.parameters.delete(PARAMETER.network);
    await expect(world.host.start(post)).rejects.toThrow(/npx cdk deploy firstbyte-region-us-east-1/);
  });
});
