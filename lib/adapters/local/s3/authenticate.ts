import type { ChunkSigning } from './chunk-signing.ts';
import { S3Error } from './s3-error.ts';
import { ALGORITHM, canonicalRequest, type Scope, sameSignature, sha256Hex, signature, signingKey } from './sigv4.ts';

/** A request as its signature sees it. Header names are lower case; `path` is as sent. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: ReadonlyMap<string, string>;
}

export interface Credentials {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Authenticated {
  /** `x-amz-content-sha256`: a hash in hexadecimal, or one of the names of PAYLOADS. */
  readonly payloadHash: string;
  /** Where the chain of chunk signatures starts. */
  readonly signing: ChunkSigning;
}

interface Claim {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly amzDate: string;
  readonly expiresSeconds?: number;
  readonly payloadHash: string;
}

const PAYLOADS = [
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
];
const MAX_SKEW_SECONDS = 15 * 60;
const MAX_EXPIRES_SECONDS = 7 * 24 * 3600;

/**
 * Checks a request's signature, in its headers or in its URL. A session token is signed like any other value and not looked at
 * otherwise, so that the cost of its bytes can be measured against a stand-in.
 */
export function authenticate(request: SignedRequest, credentials: Credentials, nowMs: number): Authenticated {
  const presigned = request.query.has('X-Amz-Signature') || request.query.has('X-Amz-Algorithm');
  const claim = presigned ? claimOfUrl(request) : claimOfHeader(request);
  const scope = scopeOf(claim, credentials, presigned);
  checkTime(claim, nowMs);
  if (!PAYLOADS.includes(claim.payloadHash) && !/^[0-9a-f]{64}$/.test(claim.payloadHash))
    throw new S3Error('InvalidArgument', 'x-amz-content-sha256 is neither a SHA-256 in hexadecimal nor a kind known here');
  const unsigned = [...request.headers.keys()].filter(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !claim.signedHeaders.includes(name),
  );
  if (!claim.signedHeaders.includes('host') || unsigned.length > 0)
    throw new S3Error('AccessDenied', `these headers have to be signed: ${['host', ...unsigned].join(', ')}`);

  const canonical = canonicalRequest({
    method: request.method,
    path: decodeURIComponent(request.path),
    query: [...request.query].filter(([name]) => name !== 'X-Amz-Signature'),
    headers: claim.signedHeaders.map((name) => [name, request.headers.get(name) ?? ''] as const),
    payloadHash: claim.payloadHash,
  });
  const key = keyOf(credentials.secretAccessKey, scope);
  const own = signature(key, ALGORITHM, claim.amzDate, scope, sha256Hex(canonical));
  if (!sameSignature(own, claim.signature))
    throw new S3Error(
      'SignatureDoesNotMatch',
      'the signature differs from the one computed with this key: check secret and method',
      {
        AWSAccessKeyId: credentials.accessKeyId,
        SignatureProvided: claim.signature,
        CanonicalRequest: canonical,
      },
    );
  return { payloadHash: claim.payloadHash, signing: { key, amzDate: claim.amzDate, scope, previous: own } };
}

function claimOfHeader({ headers }: SignedRequest): Claim {
  const authorization = headers.get('authorization');
  if (authorization === undefined) throw new S3Error('AccessDenied', 'the request is not signed');
  if (!authorization.startsWith(`${ALGORITHM} `))
    throw new S3Error('InvalidRequest', `this kind of authorization is not supported: use ${ALGORITHM}`);
  const fields = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(',')
      .map((field) => field.trim().split(/=(.*)/s) as [string, string]),
  );
  const credential = fields.get('Credential');
  const signedHeaders = fields.get('SignedHeaders')?.split(';');
  const given = fields.get('Signature');
  if (!credential || !signedHeaders || !given)
    throw new S3Error('AuthorizationHeaderMalformed', 'Authorization needs Credential, SignedHeaders and Signature');
  const amzDate = headers.get('x-amz-date');
  if (amzDate === undefined) throw new S3Error('AccessDenied', 'a signed request needs x-amz-date');
  const payloadHash = headers.get('x-amz-content-sha256');
  if (payloadHash === undefined) throw new S3Error('InvalidRequest', 'a signed request needs x-amz-content-sha256');
  return { credential, signedHeaders, signature: given, amzDate, payloadHash };
}

function claimOfUrl({ query }: SignedRequest): Claim {
  const [algorithm, credential, amzDate, signedHeaders, expires, given] = [
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-SignedHeaders',
    'X-Amz-Expires',
    'X-Amz-Signature',
  ].map((name) => query.get(name));
  if (!algorithm || !credential || !amzDate || !signedHeaders || !expires || !given)
    throw new S3Error('AuthorizationQueryParametersError', 'a presigned URL needs all six X-Amz- parameters');
  const expiresSeconds = Number(expires);
  if (algorithm !== ALGORITHM || !(expiresSeconds > 0 && expiresSeconds <= MAX_EXPIRES_SECONDS))
    throw new S3Error(
      'AuthorizationQueryParametersError',
      `a presigned URL uses ${ALGORITHM} and lives 1 to ${MAX_EXPIRES_SECONDS} s`,
    );
  const payloadHash = query.get('X-Amz-Content-Sha256') ?? query.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  return { credential, signedHeaders: signedHeaders.split(';'), signature: given, amzDate, expiresSeconds, payloadHash };
}

function scopeOf(claim: Claim, { region, accessKeyId }: Credentials, presigned: boolean): Scope {
  const [id, date, ...rest] = claim.credential.split('/');
  if (id !== accessKeyId)
    throw new S3Error('InvalidAccessKeyId', 'there is no such access key here', { AWSAccessKeyId: id ?? '' });
  if (rest.join('/') !== `${region}/s3/aws4_request` || date !== claim.amzDate.slice(0, 8))
    throw new S3Error(
      presigned ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed',
      `the credential's scope has to be <date>/${region}/s3/aws4_request`,
      { Region: region },
    );
  return `${date}/${rest.join('/')}`;
}

function checkTime({ amzDate, expiresSeconds }: Claim, nowMs: number): void {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate);
  if (!match) throw new S3Error('AccessDenied', 'the date of the signature is not of the form 20261120T120000Z');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const ageSeconds = (nowMs - Date.UTC(year, month - 1, day, hour, minute, second)) / 1000;
  const times = { RequestTime: amzDate, ServerTime: new Date(nowMs).toISOString() };
  if (expiresSeconds !== undefined && ageSeconds > expiresSeconds)
    throw new S3Error('AccessDenied', 'the URL has expired', times);
  if (ageSeconds < -MAX_SKEW_SECONDS || (expiresSeconds === undefined && ageSeconds > MAX_SKEW_SECONDS))
    throw new S3Error('RequestTimeTooSkewed', "the request's clock and the server's differ too much", {
      ...times,
      MaxAllowedSkewMilliseconds: MAX_SKEW_SECONDS * 1000,
    });
}

/** Deriving a key takes four HMACs; a scope lasts a day, so one remembered key serves nearly all requests. */
let remembered: { readonly secret: string; readonly scope: Scope; readonly key: Buffer } | undefined;

function keyOf(secret: string, scope: Scope): Buffer {
  if (remembered?.secret !== secret || remembered.scope !== scope) remembered = { secret, scope, key: signingKey(secret, scope) };
  return remembered.key;
}
