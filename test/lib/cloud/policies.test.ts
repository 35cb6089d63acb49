import { describe, expect, it } from 'vitest';
import { SITE_KINDS } from '../../../lib/cloud/deployment.ts';
import { TAG } from '../../../lib/domain/names.ts';
import { type Resource, synthesized } from './synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Actions for which AWS knows no resources, or that only look. Nothing else may say `*`. */
const WITHOUT_RESOURCES: Readonly<Record<string, string>> = {
  'ec2:DescribeImages': 'lists',
  'ec2:DescribeInstances': 'lists',
  'ec2:DescribeInstanceStatus': 'lists',
  'ec2:DescribeInstanceTypeOfferings': 'lists',
  'ec2:DescribeInstanceTypes': 'lists',
  'ec2:DescribeKeyPairs': 'lists',
  'ec2:DescribeNetworkInterfaces': 'lists',
  'ec2:DescribeSubnets': 'lists',
  'ec2:DescribeVolumes': 'lists',
  'logs:DescribeLogGroups': 'lists, by a prefix in the request',
  'scheduler:ListSchedules': 'lists, by a group in the request',
  'ssm:CreateActivation': 'an activation has no name before it is made; another test holds it to the tag of a run',
  'ssm:AddTagsToResource': 'the same: CreateActivation with tags asks for it',
  'ssm:DeleteActivation': 'AWS knows no resources for it',
  'ssm:DescribeActivations': 'lists',
  'ssm:DescribeInstanceInformation': 'lists',
  'ssm:GetCommandInvocation': 'an invocation has no name of its own',
  'ssm:ListCommandInvocations': 'an invocation has no name of its own',
};
/** What may only ever happen to what carries the tag of a run. */
const ONLY_OF_A_RUN: Readonly<Record<string, string>> = {
  'ec2:TerminateInstances': `aws:ResourceTag/${TAG.run}`,
  'ec2:DeleteVolume': `aws:ResourceTag/${TAG.run}`,
  'ssm:DeregisterManagedInstance': `ssm:resourceTag/${TAG.run}`,
};
const ENDINGS = ['Teardown', 'Finalizer', 'Janitor'];
/** Which functions may do what costs or destroys something. */
const ONLY_FOR: Readonly<Record<string, readonly string[]>> = {
  'ec2:RunInstances': ['StartCrew'],
  'ec2:TerminateInstances': ['StartCrew', 'StopCrew', ...ENDINGS],
  'ec2:DeleteVolume': ENDINGS,
  'ssm:SendCommand': ['PollCrew', 'SendOrder'],
  's3:DeleteObjectVersion': ENDINGS,
  'dynamodb:BatchWriteItem': ENDINGS,
  'states:StopExecution': ['Machine', 'Finalizer', 'Janitor'],
  'states:StartExecution': ['Machine'],
  'scheduler:CreateSchedule': ['Plan', ...ENDINGS],
  'scheduler:ListSchedules': ['Janitor'],
  'codebuild:StartBuild': ['StartCrew', 'StopCrew', ...ENDINGS],
  'codebuild:StopBuild': ['StartCrew', 'StopCrew', ...ENDINGS],
  'ssm:CreateActivation': ['StartCrew'],
  'ssm:AddTagsToResource': ['StartCrew'],
  'ssm:ListTagsForResource': ['Janitor'],
  'ssm:DeregisterManagedInstance': ['StartCrew', 'StopCrew', ...ENDINGS],
};
/** Characters of one role's inline policies, without white space. */
const LONGEST_POLICY = 10_240;

const flat = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, Ref: ref, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(flat).join(String(join[0]));
  return `<${ref ?? (attribute as string[]).join('.')}>`;
};
const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? (value as readonly T[]) : [value as T]);

const inline = ({ Properties }: Resource) =>
  (Properties?.Policies ?? []) as readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
const statementsOf = (resource: Resource) => inline(resource).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

describe.each(SITE_KINDS)('what the roles may do, with a site by %s', (kind) => {
  const { ofType, template } = synthesized(kind);
  const roles = ofType('AWS::IAM::Role');
  const allowed = roles.flatMap(([path, role]) =>
    statementsOf(role)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap((statement) => list(statement.Action).map((action) => ({ path, action, statement }))),
  );

  it('is said in the roles themselves', () => {
    expect(allowed.length).toBeGreaterThan(50);
    expect([...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy'), ...ofType('AWS::IAM::User')]).toEqual([]);
  });

  it('names every action in full', () => {
    expect(allowed.filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  it('names resources wherever AWS has them', () => {
    const open = allowed.filter(({ statement }) => list(statement.Resource).some((resource) => flat(resource) === '*'));
    expect(open.filter(({ action }) => !(action in WITHOUT_RESOURCES)).map(({ path, action }) => `${path} ${action}`)).toEqual(
      [],
    );
    expect(open.filter(({ statement }) => !statement.Condition?.StringEquals?.['aws:RequestedRegion'])).toEqual([]);
    if (kind === 'cloudfront') expect(new Set(open.map(({ action }) => action))).toEqual(new Set(Object.keys(WITHOUT_RESOURCES)));
  });

  it('reaches nothing that is not ours, of AWS itself, or made by a launch', () => {
    const ours = /firstbyte|:parameter\/aws\/service\/|:document\/AWS-RunShellScript$|cdk-hnb659fds-assets-/;
    const launched =
      /^arn:aws:ec2:[\w-]+:(<AWS::AccountId>:(instance|volume|network-interface|subnet|security-group)|\*:image)\/\*$|^arn:aws:ssm:[\w-]+:<AWS::AccountId>:managed-instance\/\*$/;
    const others = allowed.flatMap(({ path, action, statement }) =>
      list(statement.Resource)
        .map(flat)
        .filter((arn) => arn !== '*' && !ours.test(arn) && !launched.test(arn))
        .map((arn) => `${path} ${action} ${arn}`),
    );
    expect(others).toEqual([]);
  });

  it.each(Object.entries(ONLY_OF_A_RUN))('allows %s for what carries the tag of a run', (action, key) => {
    const found = allowed.filter((one) => one.action === action);
    expect(found.length).toBeGreaterThan(0);
    for (const { statement } of found) expect(statement.Condition).toEqual({ Null: { [key]: 'false' } });
  });

  it('starts instances only with the tag of a run and of a type of the catalog', () => {
    const made = allowed.filter(
      ({ action, statement }) =>
        action === 'ec2:RunInstances' && list(statement.Resource).some((arn) => /:instance\//.test(flat(arn))),
    );
    expect(made.length).toBeGreaterThan(0);
    for (const { statement } of made) {
      expect(statement.Condition?.Null).toEqual({ [`aws:RequestTag/${TAG.run}`]: 'false' });
      expect(statement.Condition?.StringEquals?.['ec2:InstanceType']).toContain('t3.nano');
    }
  });

  it('lets a machine become a node only with the tag of a run', () => {
    const made = allowed.filter(({ action }) => action === 'ssm:CreateActivation');
    expect(made).toHaveLength(1);
    for (const { statement } of made) expect(statement.Condition?.Null).toEqual({ [`aws:RequestTag/${TAG.run}`]: 'false' });
  });

  it('gives the build that runs Terraform one token, its own source, and the folders of its state', () => {
    const reached = allowed
      .filter(({ path }) => path.includes('MetalBuild'))
      .flatMap(({ action, statement }) =>
        list(statement.Resource).map(
          (resource) => `${action} ${flat(resource).replace(/^arn:aws:[\w:-]*(<AWS::AccountId>)?:/, '')}`,
        ),
      );
    expect(reached.sort()).toEqual([
      'logs:CreateLogStream log-group:/aws/codebuild/firstbyte-metal:*',
      'logs:PutLogEvents log-group:/aws/codebuild/firstbyte-metal:*',
      's3:DeleteObject firstbyte-runs-<AWS::AccountId>-us-east-1/runs/*/records/terraform/*',
      's3:GetBucketAcl cdk-hnb659fds-assets-<AWS::AccountId>-us-east-1',
      's3:GetBucketLocation cdk-hnb659fds-assets-<AWS::AccountId>-us-east-1',
      expect.stringMatching(/^s3:GetObject cdk-hnb659fds-assets-.*\.zip$/),
      's3:GetObject firstbyte-runs-<AWS::AccountId>-us-east-1/runs/*/records/terraform/*',
      expect.stringMatching(/^s3:GetObjectVersion cdk-hnb659fds-assets-.*\.zip$/),
      's3:ListBucket firstbyte-runs-<AWS::AccountId>-us-east-1',
      's3:PutObject firstbyte-runs-<AWS::AccountId>-us-east-1/runs/*/records/terraform/*',
      'ssm:GetParameters parameter/firstbyte/keys/latitude/token',
    ]);
  });

  it('gives a bare-metal host nothing of its own, and takes the parameters away', () => {
    const hosts = roles.filter(([path]) => path.includes('MetalHostRole'));
    expect(hosts).toHaveLength(1);
    for (const [, role] of hosts)
      expect(statementsOf(role)).toEqual([
        { Effect: 'Deny', Action: expect.arrayContaining(['ssm:GetParameter', 'ssm:GetParametersByPath']), Resource: '*' },
      ]);
  });

  it('sends commands only to instances that carry the tag of a run', () => {
    const sent = allowed.filter(({ action }) => action === 'ssm:SendCommand');
    const documents = sent.filter(({ statement }) =>
      list(statement.Resource).every((arn) => /:document\/AWS-RunShellScript$/.test(flat(arn))),
    );
    const tagged = sent.filter(({ statement }) => statement.Condition?.Null?.[`ssm:resourceTag/${TAG.run}`] === 'false');
    expect(sent.length).toBe(documents.length + tagged.length);
  });

  it.each(Object.entries(ONLY_FOR))('gives %s to nobody else', (action, functions) => {
    const holders = allowed
      .filter((one) => one.action === action)
      .map(({ path }) => path.replace(/^firstbyte-lab\/|Role\w+$/g, ''));
    expect([...new Set(holders)].sort()).toEqual([...functions].sort());
  });

  it('passes a role only to the service that is to use it', () => {
    const passed = allowed.filter(({ action }) => action === 'iam:PassRole');
    expect(passed.length).toBeGreaterThan(0);
    for (const { statement } of passed)
      expect(statement.Condition?.StringEquals?.['iam:PassedToService']).toMatch(/^(ec2|scheduler|ssm)\.amazonaws\.com$/);
  });

  it('gives what measures no parameter, no bucket and no command', () => {
    const measuring = roles.filter(([path]) => /firstbyte-region/.test(path));
    expect(measuring.length).toBe(3 * 4);
    const actions = new Set(
      measuring.flatMap(([, role]) =>
        statementsOf(role)
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Action }) => list(Action)),
      ),
    );
    expect(actions).toEqual(new Set(['dynamodb:GetItem', 'dynamodb:PutItem', 'logs:CreateLogStream', 'logs:PutLogEvents']));
    const hosts = measuring.filter(([, role]) => role.Properties?.ManagedPolicyArns);
    for (const [, role] of hosts)
      expect(statementsOf(role).find(({ Effect }) => Effect === 'Deny')).toMatchObject({
        Action: expect.arrayContaining(['ssm:GetParameter', 'ssm:GetParameters']),
        Resource: '*',
      });
  });

  it('fits into a role', () => {
    const long = roles.map(
      ([path, role]) =>
        [
          path,
          inline(role)
            .map((policy) => JSON.stringify(policy.PolicyDocument))
            .join('').length,
        ] as const,
    );
    expect(long.filter(([, length]) => length > LONGEST_POLICY)).toEqual([]);
  });

  it('lets nobody but AWS services in', () => {
    for (const [, { Properties }] of roles) {
      const trust = Properties?.AssumeRolePolicyDocument as { Statement: readonly { Principal: unknown }[] };
      for (const { Principal } of trust.Statement)
        expect(Principal).toEqual({
          Service: expect.stringMatching(/^(lambda|states|scheduler|ec2|ssm|codebuild)\.amazonaws\.com$/),
        });
    }
    expect(template('firstbyte-lab')).toBeDefined();
  });
});
