import { Aws } from 'aws-cdk-lib';

const ACCOUNT = Aws.ACCOUNT_ID;

/** Resource names by convention, as texts with the account's placeholder: the same templates for every account. */
export const ARN = {
  bucket: (name: string) => `arn:aws:s3:::${name}`,
  objects: (bucket: string, keys: string) => `arn:aws:s3:::${bucket}/${keys}`,
  table: (region: string, name: string) => `arn:aws:dynamodb:${region}:${ACCOUNT}:table/${name}`,
  function: (region: string, name: string) => `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`,
  role: (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  parameter: (region: string, name: string) => `arn:aws:ssm:${region}:${ACCOUNT}:parameter${name}`,
  /** Images, documents and parameters of AWS itself carry no account: there `*` stands for nothing. */
  publicParameter: (region: string, name: string) => `arn:aws:ssm:${region}:*:parameter${name}`,
  image: (region: string) => `arn:aws:ec2:${region}:*:image/*`,
  document: (region: string, name: string) => `arn:aws:ssm:${region}:*:document/${name}`,
  ec2: (region: string, kind: string) => `arn:aws:ec2:${region}:${ACCOUNT}:${kind}/*`,
  logStreams: (region: string, group: string) => `arn:aws:logs:${region}:${ACCOUNT}:log-group:${group}:*`,
  schedules: (home: string, group: string) => `arn:aws:scheduler:${home}:${ACCOUNT}:schedule/${group}/*`,
  scheduleGroup: (home: string, group: string) => `arn:aws:scheduler:${home}:${ACCOUNT}:schedule-group/${group}`,
  machine: (home: string, name: string) => `arn:aws:states:${home}:${ACCOUNT}:stateMachine:${name}`,
  build: (region: string, project: string) => `arn:aws:codebuild:${region}:${ACCOUNT}:project/${project}`,
  nodes: (region: string) => `arn:aws:ssm:${region}:${ACCOUNT}:managed-instance/*`,
  /** Everything of SSM in a region, as its own requests name their source. */
  ssm: (region: string) => `arn:aws:ssm:${region}:${ACCOUNT}:*`,
  executions: (home: string, name: string) => `arn:aws:states:${home}:${ACCOUNT}:execution:${name}:*`,
  mapRuns: (home: string, name: string) => `arn:aws:states:${home}:${ACCOUNT}:execution:${name}/*`,
} as const;
