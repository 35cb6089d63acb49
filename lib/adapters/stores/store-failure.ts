import { oneLine, StoreFailed } from '../../domain/errors.ts';

/** What is known of a failure, wherever it came from: the network, an SDK, or an answer read by hand. */
interface Failure {
  /** The service's own error code, or the SDK's name for what went wrong. */
  readonly name: string;
  /** The operating system's or TLS library's code. */
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** What the network did, and what to do about it, by Node's error codes. */
const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'does not resolve: check its spelling and the name server of this machine',
  EAI_AGAIN: 'does not resolve, no name server answers: check its spelling and the network of this machine',
  ECONNREFUSED: 'refuses connections: check its port, and that the server is running',
  EHOSTUNREACH: 'cannot be reached: check the network, VPN and firewall of this machine',
  ENETUNREACH: 'cannot be reached: check the network, VPN and firewall of this machine',
  ETIMEDOUT: 'does not answer in time: check its address, and the firewall between',
  TimeoutError: 'does not answer in time: check its address, and the firewall between',
  AbortError: 'does not answer in time: check its address, and the firewall between',
  ECONNRESET: 'closes the connection early: check that it is an S3 or DynamoDB endpoint, and http or https in its address',
  EPIPE: 'closes the connection early: check that it is an S3 or DynamoDB endpoint, and http or https in its address',
  EPROTO: 'does not speak TLS: try http:// in its address',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS: try http:// in its address',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'does not speak TLS: try http:// in its address',
};

/** What the service answered, by its error code. */
const SERVICE: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'does not know the access key id: check that the keys belong to this provider and region',
  UnrecognizedClientException: 'does not know the access key id: check that the keys belong to this account',
  InvalidClientTokenId: 'does not know the access key id: check that the keys belong to this account',
  SignatureDoesNotMatch: 'rejects the signature: check the secret access key and the region',
  InvalidSignatureException: 'rejects the signature: check the secret access key and the region',
  RequestTimeTooSkewed: "says this machine's clock is wrong: set it and run again",
  ExpiredToken: 'says the session token has expired: get new credentials',
  ExpiredTokenException: 'says the session token has expired: get new credentials',
  AccessDenied: 'denies access: the keys need to list, read, write and delete, and to create buckets unless one is given',
  AccessDeniedException: 'denies access: the role needs to create, describe, read, write and delete the table',
  CredentialsProviderError: 'cannot be asked without credentials: give keys or run with a role',
  BucketAlreadyExists: 'says the bucket name is taken by another account: start a new run',
  TooManyBuckets: 'has no room for another bucket: delete some, or give an existing one',
  LimitExceededException: 'has no room for another table: delete some, or ask for a higher limit',
  PermanentRedirect: 'says the bucket is in another region: correct the endpoint and the region',
  AuthorizationHeaderMalformed: 'expects another region: correct it',
  IllegalLocationConstraintException: 'expects another region: correct it',
  SlowDown: 'is throttling: wait and run again with fewer hosts',
  RequestRateLimitExceeded: 'is throttling: wait and run again with fewer hosts',
  ThrottlingException: 'is throttling: wait and run again with fewer hosts',
  ProvisionedThroughputExceededException: 'is throttling: wait and run again with fewer hosts',
};

/** One line saying what failed at which endpoint and what to do. Never holds keys, signatures or a stack. */
export function storeFailure(store: string, endpoint: string, error: unknown): StoreFailed {
  if (error instanceof StoreFailed) return new StoreFailed(`${store}: ${error.message}`, { cause: error });
  const failure = failureOf(error);
  return new StoreFailed(`${store}: ${endpoint} ${explained(failure)}`, { cause: error });
}

function explained(failure: Failure): string {
  const { name, code, status, message } = failure;
  const service = SERVICE[name];
  if (service) return `${service} (${status || 'no'} ${name})`.replace('(no ', '(');
  const network = NETWORK[code] ?? NETWORK[name];
  if (network) return `${network} (${code || name})`;
  if (/CERT|SELF_SIGNED|ISSUER|LEAF_SIGNATURE/.test(code)) {
    return `has a certificate this machine does not trust (${code}): use the host name it was issued for, or name its authority in NODE_EXTRA_CA_CERTS`;
  }
  if (code.startsWith('HPE_')) return `does not speak HTTP (${code}): check its port`;
  if (status >= 500) return `fails with ${status} ${name} (${message}): try again later, or ask its operator`;
  if (status === 403) return `answers 403 (${name}): check the keys and what they may do`;
  if (status === 404) return `answers 404 (${name}): check the address and the bucket's name`;
  if (status >= 300) return `answers ${status} ${name}: ${message}`;
  return `failed: ${message}`;
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: '', code: '', status: 0, message: oneLine(error) };
  const { code, cause, $metadata, $response } = error as Error & {
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number };
  };
  if (code === undefined && cause instanceof Error) return failureOf(cause);
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? 0;
  return { name: error.name, code: typeof code === 'string' ? code : '', status, message: oneLine(error) };
}

/** The HTTP status of a service's refusal; 0 where there was no answer. */
export function failureStatus(error: unknown): number {
  return failureOf(error).status;
}

/** The service's error code, for branching: `NoSuchBucket`, `ResourceNotFoundException`, … */
export function failureName(error: unknown): string {
  return failureOf(error).name;
}
