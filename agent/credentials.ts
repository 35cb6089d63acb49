import { NamedError, oneLine } from '../lib/domain/errors.ts';
import { type SideRequest, sideRequest } from './side-request.ts';

/** Keys of the host's own role. */
export interface HostCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The link-local address of the instance metadata service, the same on every EC2 instance. */
const METADATA = 'http://169.254.169.254';
const TIMEOUT_MS = 1000;
const TOKEN_SECONDS = '60';
/** EC2 has the next keys of a role at least five minutes before the last ones expire. */
const EARLY_MS = 5 * 60 * 1000;
/** A host without a role is asked again after this: every item would wait for it otherwise. */
const NO_ROLE_MS = 30_000;

let kept: { readonly keys: HostCredentials; readonly until: number } | undefined;
let refused: { readonly error: NamedError; readonly until: number } | undefined;

/**
 * The environment's keys (Lambda), otherwise those of the instance's role by metadata service version 2, kept until five minutes before
 * they expire. Called before the clock starts. Error: NoCredentials.
 */
export async function hostCredentials(env: NodeJS.ProcessEnv = process.env, now = Date.now): Promise<HostCredentials> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  if (env.AWS_EC2_METADATA_DISABLED === 'true') {
    throw new NamedError('NoCredentials', 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set on this host');
  }
  if (kept && now() < kept.until) return kept.keys;
  if (refused && now() < refused.until) throw refused.error;
  try {
    kept = await fromMetadata(env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? METADATA);
    return kept.keys;
  } catch (cause) {
    const error = new NamedError('NoCredentials', `this host has no keys and no role: ${oneLine(cause)}`, { cause });
    refused = { error, until: now() + NO_ROLE_MS };
    throw error;
  }
}

async function fromMetadata(endpoint: string): Promise<NonNullable<typeof kept>> {
  const base = `${endpoint.replace(/\/$/, '')}/latest`;
  const ttl = { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS };
  const token = await ask({ method: 'PUT', url: `${base}/api/token`, headers: ttl });
  const headers = { 'x-aws-ec2-metadata-token': token };
  const roles = `${base}/meta-data/iam/security-credentials/`;
  const role = (await ask({ method: 'GET', url: roles, headers })).split('\n')[0]?.trim();
  if (!role) throw new Error('the instance has no profile');
  const found = JSON.parse(await ask({ method: 'GET', url: roles + role, headers })) as Readonly<Record<string, string>>;
  const { Code, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration = '' } = found;
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw new Error(`the metadata service says ${Code ?? 'nothing'}`);
  return { keys: { accessKeyId, secretAccessKey, sessionToken }, until: Date.parse(Expiration) - EARLY_MS };
}

async function ask(request: Omit<SideRequest, 'timeoutMs'>): Promise<string> {
  const { status, text } = await sideRequest({ ...request, timeoutMs: TIMEOUT_MS });
  if (status !== 200) throw new Error(`the metadata service answered ${status}`);
  return text;
}
