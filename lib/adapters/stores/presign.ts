import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { endpointUrl, type S3Endpoint } from './s3-endpoint.ts';

export const URL_VALID_SECONDS = 3_600;

const CONTENT_HASH = 'x-amz-content-sha256';

/** A presigned URL of one object. Only the host header is signed: ranges and lengths may be added freely. */
export type Presign = (method: 'GET' | 'PUT', key: string) => Promise<string>;

/** A presigner for one bucket: no network, about 45 µs a URL. `now` dates the signature. */
export function presigner(s3: S3Endpoint, bucket: string, now: () => Date): Presign {
  const base = endpointUrl(s3.endpoint);
  const host = s3.pathStyle ? base.host : `${bucket}.${base.host}`;
  const folder = `${base.pathname.replace(/\/$/, '')}${s3.pathStyle ? `/${bucket}` : ''}`;
  const { accessKeyId, secretAccessKey, sessionToken } = s3;
  const signer = new SignatureV4({
    service: 's3',
    region: s3.region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    sha256: NodeSha256,
    // S3 keys are escaped once, here; other services would have them escaped twice.
    uriEscapePath: false,
    applyChecksum: false,
  });
  return async (method, key) => {
    const path = `${folder}/${key.split('/').map(escaped).join('/')}`;
    const signed = await signer.presign(
      { method, protocol: base.protocol, hostname: host, path, query: {}, headers: { host, [CONTENT_HASH]: 'UNSIGNED-PAYLOAD' } },
      {
        expiresIn: URL_VALID_SECONDS,
        signingDate: now(),
        // S3 presumes an unsigned payload, so the header that tells the signer so need not travel.
        unhoistableHeaders: new Set([CONTENT_HASH]),
        unsignableHeaders: new Set([CONTENT_HASH]),
      },
    );
    const query = Object.entries(signed.query ?? {}).map(([name, value]) => `${escaped(name)}=${escaped(String(value))}`);
    return `${base.protocol}//${host}${path}?${query.join('&')}`;
  };
}

/** RFC 3986, as Signature Version 4 wants it: encodeURIComponent leaves five more characters alone. */
function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** node:crypto as the hash the signer wants: several times faster than one in JavaScript. */
class NodeSha256 {
  readonly #secret: Buffer | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
    this.#hash = this.#fresh();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  #fresh(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
