import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { clientOptions, describeInEmulator } from './bed.ts';
import { cdk } from './cdk.ts';
import { inventory } from './inventory.ts';
import { presignedUrl } from './signed-request.ts';
import { ACCOUNT, account, makeStack, role, sessionOf } from './template.ts';

const REGIONS = ['us-east-1', 'us-west-2', 'eu-central-1'];
/** CRC32 of nothing, which the SDK signs into presigned URLs unless it is told not to. */
const CRC32_OF_NOTHING = 'AAAAAA==';

describeInEmulator('the emulated AWS', (emulator) => {
  it('is the account the proofs expect', async () => {
    expect(await account(emulator())).toBe(ACCOUNT);
  });

  it('is bootstrapped in three regions by the stock CDK, with the permission check on', async () => {
    const ended = await cdk(emulator(), ['bootstrap', ...REGIONS.map((region) => `aws://${ACCOUNT}/${region}`)]);
    expect(ended.code, ended.output).toBe(0);
    for (const region of REGIONS) {
      const stacks = new CloudFormationClient(clientOptions(emulator(), region));
      const found = await stacks.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' }));
      expect(found.Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
    }
  });

  it('denies what a role is not allowed, and allows what it is', async () => {
    await makeStack(emulator(), 'reader', { Reader: role('reader', 'lambda.amazonaws.com', ['servicequotas:GetServiceQuota']) });
    const keys = await sessionOf(emulator(), 'reader');
    const s3 = new S3Client(clientOptions(emulator(), 'us-east-1', keys));
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    const wrong = new S3Client(clientOptions(emulator(), 'us-east-1', { ...keys, secretAccessKey: 'wrong' }));
    await expect(wrong.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  it('refuses an upload whose presigned URL promises another checksum', async () => {
    const s3 = new S3Client({ ...clientOptions(emulator()), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'uploads' }));
    const put = async (query: Record<string, string>) => {
      const url = await presignedUrl(emulator(), 'PUT', '/uploads/object', query);
      const answer = await fetch(url, { method: 'PUT', body: 'twelve bytes' });
      return { status: answer.status, text: await answer.text() };
    };
    expect(await put({ 'x-amz-checksum-crc32': CRC32_OF_NOTHING })).toMatchObject({
      status: 400,
      text: expect.stringContaining('BadDigest'),
    });
    expect(await put({})).toMatchObject({ status: 200 });
  });

  it('fails a stack whose name for a role is taken, and leaves that role alone', async () => {
    await makeStack(emulator(), 'first', { Taken: role('taken', 'ec2.amazonaws.com', ['ec2:RunInstances']) });
    const second = makeStack(emulator(), 'second', { Taken: role('taken', 'lambda.amazonaws.com', ['s3:GetObject']) });
    await expect(second).rejects.toThrow(/ROLLBACK/);
    expect(await inventory(emulator(), ['us-east-1'])).toContain('role taken');
  });

  it('keeps a SecureString and gives it back decrypted', async () => {
    const ssm = new SSMClient(clientOptions(emulator()));
    await ssm.send(new PutParameterCommand({ Name: '/keys/one', Value: 'secret', Type: 'SecureString' }));
    const read = await ssm.send(new GetParameterCommand({ Name: '/keys/one', WithDecryption: true }));
    expect(read.Parameter).toMatchObject({ Type: 'SecureString', Value: 'secret' });
  });

  it('names an image for each architecture and system', async () => {
    const ssm = new SSMClient(clientOptions(emulator(), 'us-west-2'));
    const image = async (name: string) => (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
    const images = await Promise.all([
      image('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'),
      image('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64'),
      image('/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id'),
    ]);
    expect(new Set(images).size).toBe(3);
  });

  it('is listed by the inventory, in which what is made and not removed shows', async () => {
    const before = await inventory(emulator(), REGIONS);
    const rule = { Type: 'AWS::Events::Rule', Properties: { Name: 'forgotten', ScheduleExpression: 'rate(1 hour)' } };
    const parameter = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/forgotten', Type: 'String', Value: 'x' } };
    const forgotten = { Rule: rule, Parameter: parameter, Role: role('forgotten', 'ec2.amazonaws.com', ['ec2:RunInstances']) };
    await makeStack(emulator(), 'forgotten', forgotten, 'us-west-2');
    const after = await inventory(emulator(), REGIONS);
    expect(after.filter((line) => !before.includes(line))).toEqual([
      'role forgotten',
      'us-west-2 parameter /forgotten',
      'us-west-2 rule forgotten',
      'us-west-2 stack forgotten',
    ]);
  });

  it('answers for the services it does not have', async () => {
    const quotas = new ServiceQuotasClient(clientOptions(emulator()));
    const quota = await quotas.send(new GetServiceQuotaCommand({ ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' }));
    expect(quota.Quota?.Value).toBeGreaterThan(0);
  });
});

describeInEmulator(
  'the emulated AWS without a shim',
  (emulator) => {
    it('takes the wrong checksum, so that the shim is what finds it', async () => {
      const s3 = new S3Client({ ...clientOptions(emulator()), forcePathStyle: true });
      await s3.send(new CreateBucketCommand({ Bucket: 'uploads' }));
      const url = await presignedUrl(emulator(), 'PUT', '/uploads/object', { 'x-amz-checksum-crc32': CRC32_OF_NOTHING });
      expect((await fetch(url, { method: 'PUT', body: 'twelve bytes' })).status).toBe(200);
    });

    it('leaves no process behind', async () => {
      await emulator().stop();
      expect(emulator().processes()).toEqual([]);
    });
  },
  { without: ['presigned_checksums'] },
);
