import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Emulator } from '../emulator/emulator.ts';

/** A request to a service whose client this project does not install, signed as the account's own user. */
export interface ServiceRequest {
  readonly service: string;
  readonly region?: string;
  readonly method?: 'GET' | 'PUT' | 'POST';
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export async function signedRequest(emulator: Emulator, request: ServiceRequest): Promise<Response> {
  const { host, hostname, protocol, port } = new URL(emulator.endpoint);
  const { service, region = 'us-east-1', method = 'POST', path = '/', query = {}, body } = request;
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const signed = await signer.sign({
    method,
    protocol,
    hostname,
    port: Number(port),
    path,
    query: { ...query },
    headers: { host, ...request.headers },
    ...(body === undefined ? {} : { body }),
  });
  const search = new URLSearchParams({ ...query }).toString();
  const { host: _, ...headers } = signed.headers;
  return fetch(`${emulator.endpoint}${path}${search ? `?${search}` : ''}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
}

/** The same as a presigned URL, whose query carries what is given. */
export async function presignedUrl(
  emulator: Emulator,
  method: 'GET' | 'PUT',
  path: string,
  query: Record<string, string>,
): Promise<string> {
  const { host, hostname, protocol, port } = new URL(emulator.endpoint);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const signer = new SignatureV4({ service: 's3', region: 'us-east-1', credentials, sha256: Sha256, uriEscapePath: false });
  const signed = await signer.presign(
    {
      method,
      protocol,
      hostname,
      port: Number(port),
      path,
      query,
      headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    },
    { expiresIn: 300 },
  );
  return `${emulator.endpoint}${path}?${new URLSearchParams(signed.query as Record<string, string>)}`;
}

class Sha256 {
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = createHash('sha256');
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
