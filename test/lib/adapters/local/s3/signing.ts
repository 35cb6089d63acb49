import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { KEYS, REGION, type RunningStandIn } from './stand-in.ts';

/** Node's SHA-256 in the shape the signer of the AWS SDKs asks for. */
class Sha256 {
  private readonly hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(data as string);
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.hash.digest());
  }
  reset(): void {}
}

export interface ToSign {
  readonly method: string;
  /** `/<bucket>/<key>`, encoded. */
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly at?: Date;
  readonly expiresSeconds?: number;
  readonly secretAccessKey?: string;
}

function signer(secretAccessKey = KEYS.secretAccessKey): SignatureV4 {
  const credentials = { ...KEYS, secretAccessKey };
  return new SignatureV4({
    service: 's3',
    region: REGION,
    credentials,
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
}

/** The path and query of a presigned URL, signed by the SDK's own signer. */
export async function presigned({ port }: Pick<RunningStandIn, 'port'>, what: ToSign): Promise<string> {
  const headers = { host: `127.0.0.1:${port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...what.headers };
  const signed = await signer(what.secretAccessKey).presign(
    { protocol: 'http:', hostname: '127.0.0.1', port, method: what.method, path: what.path, query: what.query ?? {}, headers },
    { expiresIn: what.expiresSeconds ?? 600, ...(what.at ? { signingDate: what.at } : {}) },
  );
  const query = Object.entries(signed.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return `${signed.path}?${query.join('&')}`;
}

/** The headers of a request signed in its Authorization header; `headers` has to hold x-amz-content-sha256. */
export async function signedHeaders({ port }: Pick<RunningStandIn, 'port'>, what: ToSign): Promise<Record<string, string>> {
  const headers = { host: `127.0.0.1:${port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...what.headers };
  const signed = await signer(what.secretAccessKey).sign(
    { protocol: 'http:', hostname: '127.0.0.1', port, method: what.method, path: what.path, query: what.query ?? {}, headers },
    what.at ? { signingDate: what.at } : {},
  );
  return signed.headers;
}
