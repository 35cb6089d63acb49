import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { EXIT } from '../../bin/exit-codes.ts';
import { dataBucket, schedulerRole } from '../../lib/domain/names.ts';
import { clientOptions, describeInEmulator } from './bed.ts';
import { HOME, product } from './deployed.ts';
import { inventory } from './inventory.ts';
import { ACCOUNT, makeStack, role } from './template.ts';
import { view } from './viewer.ts';

const SHORTEST = ['--hosts', 'lambda-1gb', '--pairs', 'aws-virginia', '--stores', 's3', '--sizes', '1KB', '--rounds', '1'];
const BOOTSTRAP = /CDKToolkit|cdk-hnb659fds|cdk-bootstrap/;

describeInEmulator(
  'one command from nothing',
  (emulator) => {
    const firstbyte = () => product(emulator(), { regions: [HOME] });
    const once = () => firstbyte().command(['once', '--yes', '--json', ...SHORTEST]).ended;
    const all = async () => (await inventory(emulator(), [HOME])).filter((line) => !BOOTSTRAP.test(line));

    it('removes what it made where the deployment fails, and leaves alone what was there', async () => {
      await makeStack(emulator(), 'somebody-else', {
        Role: role(schedulerRole(HOME), 'lambda.amazonaws.com', ['logs:PutLogEvents']),
      });
      const s3 = new S3Client({ ...clientOptions(emulator()), forcePathStyle: true });
      const foreign = { Bucket: dataBucket(ACCOUNT, HOME), Key: 'precious' };
      await s3.send(new CreateBucketCommand({ Bucket: foreign.Bucket }));
      await s3.send(new PutObjectCommand({ ...foreign, Body: 'data of somebody else' }));
      const before = await all();
      const { code, stderr, stdout } = await once();
      expect(stdout).toBe('');
      expect(stderr).toMatch(/cdk deploy ended with code 1/);
      expect(code).toBe(EXIT.nothingMeasured);
      expect((await all()).filter((line) => !/site|distribution/.test(line))).toEqual(before);
      const { Body } = await s3.send(new GetObjectCommand(foreign));
      expect(await Body?.transformToString()).toBe('data of somebody else');
    });
  },
  { longestWaitSeconds: 1 },
);

describeInEmulator(
  'one command from nothing, where nothing is in the way',
  (emulator) => {
    it('bootstraps, deploys, measures, removes everything but the report, and can be followed by the whole removal', async () => {
      const firstbyte = product(emulator(), { regions: [HOME] });
      const all = async () => (await inventory(emulator(), [HOME])).filter((line) => !BOOTSTRAP.test(line));
      const before = await all();
      const { code, stdout, stderr } = await firstbyte.command(['once', '--yes', '--json', ...SHORTEST]).ended;
      expect(code, stderr.slice(-3000)).toBe(0);
      const { report, status, left } = JSON.parse(stdout);
      expect({ status, left }).toEqual({ status: 'complete', left: 0 });
      expect((await view(emulator(), report)).status).toBe(200);
      const kept = (await all()).filter((line) => !before.includes(line));
      expect(kept.filter((line) => !/site|distribution/.test(line))).toEqual([]);

      const removal = await firstbyte.command(['destroy', '--yes']).ended;
      expect(removal.code, removal.stderr.slice(-3000)).toBe(0);
      expect(await all()).toEqual(before);
    });
  },
  { longestWaitSeconds: 1 },
);
