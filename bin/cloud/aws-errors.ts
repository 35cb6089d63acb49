import { oneLine } from '../../lib/domain/errors.ts';

/** What an answer of AWS means for the person at the command line, by error name. */
const SERVICE: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'no AWS credentials: run `aws configure` or `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  TokenProviderError: 'the AWS session is over: run `aws sso login` again',
  ExpiredToken: 'the AWS session token has expired: get new credentials, for example with `aws sso login`',
  ExpiredTokenException: 'the AWS session token has expired: get new credentials, for example with `aws sso login`',
  RequestExpired: "AWS says the request is too old: set this machine's clock, or get new credentials",
  RequestTimeTooSkewed: "AWS says this machine's clock is wrong: set it and run again",
  InvalidClientTokenId: 'AWS does not know the access key: check AWS_ACCESS_KEY_ID, or the profile in AWS_PROFILE',
  UnrecognizedClientException: 'AWS does not know the access key: check AWS_ACCESS_KEY_ID, or the profile in AWS_PROFILE',
  InvalidAccessKeyId: 'AWS does not know the access key: check AWS_ACCESS_KEY_ID, or the profile in AWS_PROFILE',
  AuthFailure: 'AWS does not accept the credentials here: check them, and that the region is enabled for this account',
  SignatureDoesNotMatch: 'AWS rejects the signature: check AWS_SECRET_ACCESS_KEY',
  InvalidSignatureException: 'AWS rejects the signature: check AWS_SECRET_ACCESS_KEY',
  OptInRequired: 'this account has not opted in to a service or region: enable it in the AWS console, then run again',
};

/** What the network did, by Node's error code. */
const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'AWS cannot be reached: its name does not resolve. Check the network, and the spelling of the region',
  EAI_AGAIN: 'AWS cannot be reached: no name server answers. Check the network of this machine',
  ECONNREFUSED: 'AWS cannot be reached: the connection is refused. Check the network and AWS_ENDPOINT_URL',
  ECONNRESET: 'AWS cannot be reached: the connection is closed early. Check the network and the proxy',
  EHOSTUNREACH: 'AWS cannot be reached: check network, VPN and firewall of this machine',
  ENETUNREACH: 'AWS cannot be reached: check network, VPN and firewall of this machine',
  ETIMEDOUT: 'AWS does not answer in time: check network, VPN and firewall of this machine',
  TimeoutError: 'AWS does not answer in time: check network, VPN and firewall of this machine',
};

const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|UnauthorizedException)$/;
const THROTTLED = /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded)$/;

/**
 * One line for an error that AWS's SDK threw: what happened and what to do. Undefined for an error that is none of AWS's. Never holds
 * keys, tokens or signatures.
 */
export function awsProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (/^Region is missing/.test(message)) return 'no AWS region: set AWS_REGION';
  // A profile with a single sign-on says so in its message only.
  if (name === 'CredentialsProviderError' && /SSO|sso/.test(message)) return SERVICE.TokenProviderError;
  const known = SERVICE[name];
  if (known) return known;
  if (deniedByAws(error)) return denied(message);
  if (THROTTLED.test(name)) return `AWS is throttling (${name}): wait a minute and run again`;
  const code = codeOf(error) ?? name;
  if (NETWORK[code]) return `${NETWORK[code]} (${code})`;
  if (/CERT|SELF_SIGNED|ISSUER/.test(code))
    return `AWS's certificate is not trusted here (${code}): name the proxy's authority in NODE_EXTRA_CA_CERTS`;
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === undefined ? undefined : `AWS answers ${status} ${name}: ${oneLine(error)}`;
}

/** Whether AWS understood the caller and said no: what asked for it may do without, and say so. */
export function deniedByAws(error: unknown): boolean {
  return error instanceof Error && DENIED.test(error.name);
}

/** The permission AWS names, without the caller's ARN. */
function denied(message: string): string {
  const action = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z*]+)/.exec(message)?.[1];
  return `AWS denies access${action ? ` to ${action}` : ''}: use credentials that may ${action ? 'call it' : 'do this'}, or ask who administers the account`;
}

/** The operating system's code, which SDK errors carry themselves or in their cause. */
function codeOf(error: Error): string | undefined {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  if (typeof code === 'string') return code;
  return cause instanceof Error ? codeOf(cause) : undefined;
}
