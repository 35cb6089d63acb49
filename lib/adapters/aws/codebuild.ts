import type { SSMClient } from '@aws-sdk/client-ssm';
import { SignatureV4 } from '@smithy/signature-v4';
import { NamedError } from '../../domain/errors.ts';
import { patiently } from '../stores/throttled.ts';

/** One build of a project, as far as this code asks for it. */
export interface Build {
  readonly id: string;
  /** CodeBuild's own word: IN_PROGRESS, SUCCEEDED, FAILED, FAULT, STOPPED, TIMED_OUT. */
  readonly status: string;
  /** What it was started with, by name. */
  readonly variables: Readonly<Record<string, string>>;
  readonly endedAt?: Date;
  /** CodeBuild's own words about what went wrong, one line. */
  readonly reason?: string;
}

export interface Builds {
  /** Returns its id. A second call with the same token within five minutes starts nothing. */
  start(variables: Readonly<Record<string, string>>, token: string): Promise<string>;
  /** The newest of the project, at most 100. */
  newest(): Promise<readonly Build[]>;
  /** Undefined when there is no such build. */
  build(id: string): Promise<Build | undefined>;
  stop(id: string): Promise<void>;
}

export interface CodeBuildOptions {
  /** Of the same region: lends its credentials and its hash. */
  readonly ssm: SSMClient;
  readonly region: string;
  readonly project: string;
  /** Another address than AWS's. */
  readonly endpoint?: string;
}

interface Described {
  readonly id: string;
  readonly buildStatus?: string;
  readonly endTime?: number;
  readonly environment?: { readonly environmentVariables?: readonly { readonly name: string; readonly value: string }[] };
  readonly phases?: readonly {
    readonly phaseStatus?: string;
    readonly contexts?: readonly { readonly message?: string }[];
  }[];
}

const ANSWER_MS = 20_000;
const THROTTLED_SECONDS = 20;

/** Four operations of CodeBuild's JSON protocol, without a client package for them. Errors carry AWS's own names. */
export function codeBuilds({ ssm, region, project, endpoint }: CodeBuildOptions): Builds {
  const ask = <T>(action: string, input: object): Promise<T> =>
    patiently(THROTTLED_SECONDS, () => once<T>({ ssm, region, endpoint, action, input }));
  const described = async (ids: readonly string[]): Promise<Build[]> => {
    if (ids.length === 0) return [];
    const { builds = [] } = await ask<{ readonly builds?: readonly Described[] }>('BatchGetBuilds', { ids });
    return builds.map(buildOf);
  };
  return {
    async start(variables, token) {
      const environmentVariablesOverride = Object.entries(variables).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' }));
      const input = { projectName: project, idempotencyToken: token, environmentVariablesOverride };
      const { build } = await ask<{ readonly build: { readonly id: string } }>('StartBuild', input);
      return build.id;
    },
    async newest() {
      const input = { projectName: project, sortOrder: 'DESCENDING' };
      const { ids = [] } = await ask<{ readonly ids?: readonly string[] }>('ListBuildsForProject', input);
      return described(ids.slice(0, 100));
    },
    build: async (id) => (await described([id]))[0],
    async stop(id) {
      await ask('StopBuild', { id });
    },
  };
}

function buildOf({ id, buildStatus = 'IN_PROGRESS', endTime, environment, phases = [] }: Described): Build {
  const reason = phases
    .filter(({ phaseStatus = 'SUCCEEDED' }) => phaseStatus !== 'SUCCEEDED')
    .flatMap(({ contexts = [] }) => contexts.flatMap(({ message }) => message ?? []))
    .at(-1);
  return {
    id,
    status: buildStatus,
    variables: Object.fromEntries((environment?.environmentVariables ?? []).map(({ name, value }) => [name, value])),
    ...(endTime === undefined ? {} : { endedAt: new Date(endTime * 1000) }),
    ...(reason ? { reason: reason.replaceAll(/\s+/g, ' ').slice(0, 300) } : {}),
  };
}

async function once<T>(
  call: Pick<CodeBuildOptions, 'ssm' | 'region'> & {
    readonly endpoint: string | undefined;
    readonly action: string;
    readonly input: object;
  },
): Promise<T> {
  const { ssm, region, action, input } = call;
  const { AWS_ENDPOINT_URL_CODEBUILD, AWS_ENDPOINT_URL } = process.env;
  const address = call.endpoint ?? AWS_ENDPOINT_URL_CODEBUILD ?? AWS_ENDPOINT_URL ?? `https://codebuild.${region}.amazonaws.com`;
  const url = new URL('/', address);
  const credentials = await ssm.config.credentials();
  const signer = new SignatureV4({ service: 'codebuild', region, credentials, sha256: ssm.config.sha256 });
  const body = JSON.stringify(input);
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: '/',
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `CodeBuild_20161006.${action}`,
    },
    body,
  });
  const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_MS) });
  const said = (await answer.json().catch(() => ({}))) as { readonly __type?: string; readonly message?: string };
  if (answer.ok) return said as T;
  const name = said.__type?.split('#').at(-1) ?? `Status${answer.status}`;
  throw new NamedError(name, `CodeBuild refuses ${action}: ${said.message ?? answer.status}`);
}
