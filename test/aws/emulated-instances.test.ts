import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CancelCommandCommand, GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { clientOptions, describeInEmulator } from './bed.ts';
import { ACCOUNT, makeStack, role, sessionOf } from './template.ts';
import { until } from './until.ts';

const REGION = 'eu-central-1';
const IMAGE = 'ami-0c2023a00000a1b2c';
const LONG = 'sleep 300';

describeInEmulator('an emulated instance', (emulator) => {
  const ec2 = () => new EC2Client(clientOptions(emulator(), REGION));
  const ssm = () => new SSMClient(clientOptions(emulator(), REGION));

  async function launch(input: Partial<RunInstancesCommandInput> = {}): Promise<string> {
    const launched = await ec2().send(
      new RunInstancesCommand({ ImageId: IMAGE, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...input }),
    );
    return launched.Instances?.[0]?.InstanceId ?? 'none';
  }

  async function command(instance: string, ...commands: string[]) {
    const sent = await ssm().send(
      new SendCommandCommand({ InstanceIds: [instance], DocumentName: 'AWS-RunShellScript', Parameters: { commands } }),
    );
    const CommandId = sent.Command?.CommandId ?? 'none';
    const invocation = () => ssm().send(new GetCommandInvocationCommand({ CommandId, InstanceId: instance }));
    const ended = () => until(invocation, ({ Status }) => !['Pending', 'InProgress'].includes(Status ?? ''));
    const begun = () =>
      until(
        async () => running(),
        (processes) => processes.length > 0,
      );
    return { CommandId, ended, begun };
  }

  /** Processes of the emulator beyond itself: what commands of instances run. */
  const running = () => emulator().processes().slice(1);
  const state = async (instance: string) => {
    const found = await ec2().send(new DescribeInstancesCommand({ InstanceIds: [instance] }));
    return found.Reservations?.[0]?.Instances?.[0]?.State?.Name;
  };

  it('runs the commands it is sent in a folder of its own', async () => {
    const instance = await launch();
    await (await command(instance, 'echo kept > file')).ended();
    const read = await (await command(instance, 'cat file; echo "$HOME"', 'exit 3')).ended();
    expect(read).toMatchObject({ Status: 'Failed', ResponseCode: 3, StandardOutputContent: expect.stringContaining('kept\n') });
    expect(read.StandardOutputContent).toContain(instance);
  });

  it('ends a command whose child stays behind, and keeps the child until it is terminated', async () => {
    const instance = await launch();
    const left = await command(instance, `setsid ${LONG} & echo started`);
    expect(await left.ended()).toMatchObject({ Status: 'Success', StandardOutputContent: 'started\n' });
    await left.begun();
    await ec2().send(new TerminateInstancesCommand({ InstanceIds: [instance] }));
    await until(
      async () => running(),
      (processes) => processes.length === 0,
    );
    expect(await state(instance)).toBe('terminated');
  });

  it('ends what is running when it is terminated or the command is cancelled', async () => {
    const instance = await launch();
    const first = await command(instance, LONG);
    await first.begun();
    await ssm().send(new CancelCommandCommand({ CommandId: first.CommandId }));
    expect((await first.ended()).Status).toBe('Cancelled');
    const second = await command(instance, LONG);
    await second.begun();
    await ec2().send(new TerminateInstancesCommand({ InstanceIds: [instance] }));
    expect((await second.ended()).Status).toBe('Failed');
    await expect(command(instance, 'true')).rejects.toMatchObject({ name: 'InvalidInstanceId' });
  });

  it('goes with its root volume, and ends by its own timer', async () => {
    const tags = [{ Key: 'run', Value: 'one' }];
    const instance = await launch({
      UserData: Buffer.from('#!/bin/sh\nshutdown -h +0\n').toString('base64'),
      TagSpecifications: [{ ResourceType: 'volume', Tags: tags }],
    });
    await until(
      () => state(instance),
      (name) => name === 'terminated',
    );
    const left = () => ec2().send(new DescribeVolumesCommand({ Filters: [{ Name: 'tag:run', Values: ['one'] }] }));
    await until(left, ({ Volumes }) => Volumes?.length === 0);
  });

  it('has the permissions of its own role, and no others', async () => {
    const table = (name: string) => ({
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      },
    });
    const own = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/own`;
    const stack = {
      Own: table('own'),
      Other: table('other'),
      Role: role('host', 'ec2.amazonaws.com', ['dynamodb:GetItem'], own),
      Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { InstanceProfileName: 'host', Roles: [{ Ref: 'Role' }] } },
    };
    await makeStack(emulator(), 'host', stack, REGION);
    const instance = await launch({ IamInstanceProfile: { Name: 'host' } });
    const read = await (
      await command(
        instance,
        'base=$AWS_EC2_METADATA_SERVICE_ENDPOINT/latest',
        'token=$(curl -sf -X PUT -H "x-aws-ec2-metadata-token-ttl-seconds: 60" "$base/api/token")',
        'curl -s -o /dev/null -w "%{http_code}\\n" "$base/meta-data/iam/security-credentials/" >&2',
        'curl -sf -H "x-aws-ec2-metadata-token: $token" "$base/meta-data/iam/security-credentials/host"',
      )
    ).ended();
    expect(read.StandardErrorContent, 'a request without a token').toBe('401\n');
    const { AccessKeyId, SecretAccessKey, Token } = JSON.parse(read.StandardOutputContent ?? '{}');
    const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
    const items = new DynamoDBClient(clientOptions(emulator(), REGION, keys));
    const get = (name: string) => items.send(new GetItemCommand({ TableName: name, Key: { k: { S: 'x' } } }));
    expect((await get('own')).Item).toBeUndefined();
    await expect(get('other')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is not launched where a fault is injected, a dry run is asked or something named does not exist', async () => {
    emulator().inject({ launch: { 't3.nano': 'InsufficientInstanceCapacity' }, notOffered: [`${REGION}/a1.medium`] });
    const refusals: [Partial<RunInstancesCommandInput>, string][] = [
      [{ InstanceType: 't3.nano' }, 'InsufficientInstanceCapacity'],
      [{ DryRun: true }, 'DryRunOperation'],
      [{ SubnetId: 'subnet-0' }, 'InvalidSubnetID.NotFound'],
      [{ ImageId: 'ami-1' }, 'InvalidAMIID.NotFound'],
      [{ IamInstanceProfile: { Name: 'nobody' } }, 'InvalidParameterValue'],
    ];
    for (const [input, name] of refusals) await expect(launch(input), name).rejects.toMatchObject({ name });
    const filter = { Name: 'instance-type', Values: ['t3.nano', 'a1.medium'] };
    const offered = await ec2().send(
      new DescribeInstanceTypeOfferingsCommand({ LocationType: 'availability-zone-id', Filters: [filter] }),
    );
    const types = new Set(offered.InstanceTypeOfferings?.map(({ InstanceType }) => InstanceType));
    expect([...types]).toEqual(['t3.nano']);
    emulator().inject({});
    expect(await launch({ InstanceType: 't3.nano' })).toMatch(/^i-/);
  });

  it('is launched by a role only with what its policy asks of every part of a launch', async () => {
    const statements = role(
      'launcher',
      'lambda.amazonaws.com',
      ['ec2:RunInstances', 'ec2:CreateTags'],
      `arn:aws:ec2:${REGION}:*:instance/*`,
      { Null: { 'aws:RequestTag/run': 'false' } },
    );
    const others = ['volume', 'network-interface', 'subnet', 'security-group', 'image'].map(
      (kind) => `arn:aws:ec2:${REGION}:*:${kind}/*`,
    );
    const [policy] = statements.Properties.Policies;
    policy?.PolicyDocument.Statement.push({
      Effect: 'Allow',
      Action: ['ec2:RunInstances'],
      Resource: others as never,
      Condition: {},
    });
    await makeStack(emulator(), 'launcher', { Launcher: statements }, REGION);
    const keys = await sessionOf(emulator(), 'launcher');
    const client = new EC2Client(clientOptions(emulator(), REGION, keys));
    const run = (TagSpecifications: RunInstancesCommandInput['TagSpecifications']) =>
      client.send(
        new RunInstancesCommand({ ImageId: IMAGE, InstanceType: 't3.nano', MinCount: 1, MaxCount: 1, TagSpecifications }),
      );
    const Tags = [{ Key: 'run', Value: 'one' }];
    await expect(run([]), 'without a tag').rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(run([{ ResourceType: 'volume', Tags }]), 'the tag of another part').rejects.toMatchObject({
      name: 'UnauthorizedOperation',
    });
    expect((await run([{ ResourceType: 'instance', Tags }])).Instances).toHaveLength(1);
  });

  it('is launched once for one client token, in the zone of its subnet', async () => {
    const subnets = await ec2().send(new DescribeSubnetsCommand({}));
    const last = subnets.Subnets?.at(-1);
    const SubnetId = last?.SubnetId ?? 'none';
    const names = [await launch({ ClientToken: 'same', SubnetId }), await launch({ ClientToken: 'same', SubnetId })];
    expect(new Set(names).size).toBe(1);
    const found = await ec2().send(new DescribeInstancesCommand({ InstanceIds: names.slice(0, 1) }));
    expect(found.Reservations?.[0]?.Instances?.[0]?.Placement?.AvailabilityZone).toBe(last?.AvailabilityZone);
  });
});
