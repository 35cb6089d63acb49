import { setTimeout as pause } from 'node:timers/promises';
import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type Deployment, LAB_STACK, PARAMETER, regionStack, SITE_STACK } from '../../lib/domain/names.ts';
import { VERSION } from '../version.ts';
import type { CommandClients } from './clients.ts';

const DEPLOY = 'npx cdk deploy --all';
/** Written by `cdk bootstrap` with its default qualifier. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';

/** CloudFront alone takes a quarter of an hour to come or go. */
const LONGEST_CHANGE_MINUTES = 45;
const SETTLE_LOOK_MS = 5_000;

export interface Stack {
  readonly name: string;
  /** CloudFormation's own word: `CREATE_COMPLETE`, `ROLLBACK_COMPLETE`, … */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Undefined when there is no such stack. */
export async function stackOf(cloudformation: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks;
    if (!stack || stack.StackStatus === 'DELETE_COMPLETE') return undefined;
    const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const);
    return { name, status: stack.StackStatus ?? 'UNKNOWN', outputs: Object.fromEntries(outputs) };
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** The text of a parameter; undefined when there is none. */
export async function parameterOf(ssm: SSMClient, name: string): Promise<string | undefined> {
  try {
    return (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
}

/** Regions that `cdk bootstrap` has not prepared, as it wants them named: `aws://<account>/<region>`. */
export async function unprepared(clients: CommandClients, { account, home, regions }: Deployment): Promise<string[]> {
  const all = [...new Set([home, ...regions])];
  const missing = await Promise.all(
    all.map(async (region) => ((await parameterOf(clients.ssm(region), BOOTSTRAP_VERSION)) === undefined ? [region] : [])),
  );
  return missing.flat().map((region) => `aws://${account}/${region}`);
}

/** Waits until CloudFormation has ended what it is doing with a stack: it takes no other order meanwhile. */
export async function settled(cloudformation: CloudFormationClient, name: string, say: (line: string) => void): Promise<void> {
  const end = performance.now() + LONGEST_CHANGE_MINUTES * 60_000;
  for (let told = false; performance.now() < end; told = true) {
    const stack = await stackOf(cloudformation, name);
    if (!stack || !/IN_PROGRESS$/.test(stack.status)) return;
    if (!told) say(`${name} is ${stack.status}: waiting until it is done`);
    await pause(SETTLE_LOOK_MS);
  }
}

/** Why runs at these regions cannot be started with what is deployed, one line with what to do; undefined where they can. */
export async function notDeployed(
  clients: CommandClients,
  deployment: Deployment,
  used: readonly string[],
): Promise<string | undefined> {
  const { home } = deployment;
  const lab = await stackOf(clients.cloudformation(home), LAB_STACK);
  if (!lab) return notThere(clients, deployment);
  const wrong = unusable(lab, home);
  if (wrong) return wrong;
  const version = lab.outputs.Version;
  if (version !== VERSION) return `version ${version ?? 'unknown'} is deployed in ${home} and this is ${VERSION}: ${DEPLOY}`;
  const regional = await Promise.all(
    used.map(async (region) => {
      const stack = await stackOf(clients.cloudformation(region), regionStack(region));
      return stack ? unusable(stack, region) : `${regionStack(region)} is not deployed: ${DEPLOY}`;
    }),
  );
  const first = regional.find((line) => line !== undefined);
  if (first) return first;
  return (await parameterOf(clients.ssm(home), PARAMETER.siteUrl)) === undefined
    ? `${SITE_STACK} is not deployed in ${home}: ${DEPLOY}`
    : undefined;
}

async function notThere(clients: CommandClients, deployment: Deployment): Promise<string> {
  const { home, regions } = deployment;
  for (const region of regions.filter((candidate) => candidate !== home))
    if (await stackOf(clients.cloudformation(region), LAB_STACK))
      return `${LAB_STACK} is deployed in ${region}, and firstbyte:home says ${home}: correct it in cdk.json, or give -c firstbyte:home=${region}`;
  const missing = await unprepared(clients, deployment);
  return missing.length > 0
    ? `not bootstrapped and not deployed: npx cdk bootstrap ${missing.join(' ')}, then ${DEPLOY}`
    : `not deployed in ${home}: ${DEPLOY}`;
}

function unusable({ name, status }: Stack, region: string): string | undefined {
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$|^UPDATE_ROLLBACK_COMPLETE$/.test(status)) return undefined;
  return /IN_PROGRESS$/.test(status)
    ? `${name} in ${region} is ${status}: wait until it is done, then run this again`
    : `${name} in ${region} is ${status}: ${DEPLOY}, or remove it with npm run destroy`;
}
