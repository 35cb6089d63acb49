import { homedir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Command, startProgram } from '../bin/command.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { clientOptions } from './bed.ts';
import { cdk, type Ended } from './cdk.ts';
import { ACCOUNT } from './template.ts';

export const HOME = 'us-east-1';

export interface Where {
  readonly regions: readonly string[];
  /** What plays a provider, by place. */
  readonly endpoints?: Readonly<Record<string, string>>;
  readonly site?: 'cloudfront' | 'function-url';
}

/** The product as a user has it, in an emulated account: its stacks by the stock CDK, its commands as processes. */
export interface Product {
  bootstrap(): Promise<Ended>;
  /** All stacks, or those named. */
  deploy(stacks?: readonly string[]): Promise<Ended>;
  /** `npm start -- …` and the like, with the context of this deployment. `env` is added to the environment. */
  command(parameters: readonly string[], env?: Readonly<Record<string, string>>): Command;
}

/** No command takes longer, seconds: a run of two rounds takes about one minute here. */
const COMMAND_SECONDS = 240;

export function product(emulator: Emulator, { regions, endpoints = {}, site = 'cloudfront' }: Where): Product {
  const values = {
    'firstbyte:home': HOME,
    'firstbyte:regions': regions.join(','),
    'firstbyte:site': site,
    'firstbyte:endpoints': JSON.stringify(endpoints),
  };
  const context = Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const flags = ['--require-approval', 'never', '--concurrency', '4', '--output', join(emulator.folder, 'cdk.out'), '--ci'];
  return {
    bootstrap: () => cdk(emulator, ['bootstrap', ...regions.map((region) => `aws://${ACCOUNT}/${region}`)]),
    deploy: (stacks = ['--all']) =>
      cdk(emulator, ['deploy', ...stacks, ...flags, ...context], { seconds: 240, env: npmSettings() }),
    command: (parameters, env = {}) =>
      startProgram(process.execPath, ['bin/launch.cjs', ...parameters, ...context], {
        ...{ emptyEnv: true, env: { ...emulator.env, ...env }, within: COMMAND_SECONDS },
      }),
  };
}

/** The text of a parameter in the home region. */
export async function parameter(emulator: Emulator, name: string): Promise<string | undefined> {
  const ssm = new SSMClient(clientOptions(emulator, HOME));
  return (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
}

/** The first deployment fetches the Node that instances run with the caller's own npm: from where, and by which certificates, is its business. */
function npmSettings(): Record<string, string> {
  const settings = /^(npm_config_.*|node_extra_ca_certs|ssl_cert_(file|dir)|https?_proxy|no_proxy)$/i;
  const own = Object.entries(process.env).filter(([name]) => settings.test(name)) as [string, string][];
  return { npm_config_userconfig: join(homedir(), '.npmrc'), ...Object.fromEntries(own) };
}
