import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { callerAccount } from '../../lib/adapters/aws/account.ts';
import { type DeploymentContext, deploymentContext } from '../../lib/cloud/deployment.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import type { Deployment } from '../../lib/domain/names.ts';
import type { CommandClients } from './clients.ts';

const CDK_JSON = fileURLToPath(new URL('../../cdk.json', import.meta.url));

/**
 * Where this checkout deploys to: the context of cdk.json, with single values replaced as the CDK CLI does it (`-c firstbyte:home=...`).
 * Throws BadInput for a value that cannot be.
 */
export function contextHere(given: readonly string[] = []): DeploymentContext {
  const { context = {} } = JSON.parse(readFileSync(CDK_JSON, 'utf8')) as { readonly context?: Record<string, unknown> };
  return deploymentContext({ ...context, ...Object.fromEntries(given.map(pairOf)) });
}

/** With the account of the credentials. Throws as the SDK does. */
export async function deploymentHere(context: DeploymentContext, clients: CommandClients): Promise<Deployment> {
  const { home, regions, endpoints } = context;
  return { account: await callerAccount(clients.sts(home)), home, regions, endpoints };
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new BadInput(`-c ${text}: expected name=value, for example firstbyte:home=eu-central-1.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
