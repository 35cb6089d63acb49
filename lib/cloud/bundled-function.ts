import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ARN } from './permissions/arns.ts';
import { type Permission, roleOf } from './permissions/permission.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** CommonJS packages inside an ES module ask for Node's own modules by `require`. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

export interface BundledFunctionProps {
  readonly functionName: string;
  readonly description: string;
  /** File in `lambdas/`, without its ending; it exports `handler`. */
  readonly entry: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  readonly permissions: readonly Permission[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What Lambda does with an asynchronous invocation that fails. */
  readonly async?: { readonly retries: 0 | 1 | 2; readonly maxAge: Duration };
}

/**
 * A function from `lambdas/` as one ES module without anything beside it, the pinned SDK included. It has a log group that goes with its
 * stack and a role that may write there and do what it is given; no reserved concurrency, which new accounts cannot afford.
 */
export function bundledFunction(scope: Construct, id: string, props: BundledFunctionProps): NodejsFunction {
  const { functionName, description, entry, memoryMb, timeout, permissions, environment = {}, async } = props;
  const logGroupName = `/aws/lambda/${functionName}`;
  const logGroup = new LogGroup(scope, `${id}Log`, {
    logGroupName,
    retention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const logging: Permission = {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [ARN.logStreams(Stack.of(scope).region, logGroupName)],
    because: 'Lambda names the streams of its own log group',
  };
  const role = roleOf(scope, `${id}Role`, [logging, ...permissions], { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  return new NodejsFunction(scope, id, {
    functionName,
    description,
    entry: `${ROOT}lambdas/${entry}.ts`,
    projectRoot: ROOT,
    depsLockFilePath: `${ROOT}package-lock.json`,
    handler: 'handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: memoryMb,
    timeout,
    role,
    logGroup,
    environment: { ...environment },
    bundling: {
      format: OutputFormat.ESM,
      mainFields: ['module', 'main'],
      banner: REQUIRE,
      bundleAwsSDK: true,
      target: 'node24',
      logLevel: LogLevel.WARNING,
    },
    awsSdkConnectionReuse: false,
    ...(async && { retryAttempts: async.retries, maxEventAge: async.maxAge }),
  });
}
