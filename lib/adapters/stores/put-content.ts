import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { contentSlices } from '../../domain/content.ts';
import { NamedError } from '../../domain/errors.ts';
import type { Patience } from './patience.ts';
import { isThrottled, patiently } from './throttled.ts';

const ATTEMPTS = 3;
const FIRST_BACKOFF_MS = 200;

/** Bytes of the content block, which the service stores under the URL. */
export interface Content {
  readonly block: Uint8Array;
  readonly offset: number;
  readonly bytes: number;
}

/** Sends content to a presigned URL without ever holding more of it than the block. Not for measuring: it tries again. */
export interface Uploader {
  /**
   * Up to 3 attempts when the service fails (5xx) or drops the connection, and as long as `patience` says while it is throttling; then
   * the last failure is thrown.
   */
  put(url: string, content: Content): Promise<void>;
  disconnect(): void;
}

export function uploader({ answerSeconds: idleSeconds, throttledSeconds }: Patience): Uploader {
  const http = new HttpAgent({ keepAlive: true });
  const https = new HttpsAgent({ keepAlive: true });
  const once = (url: string, content: Content) =>
    url.startsWith('https:')
      ? send(httpsRequest(url, { method: 'PUT', agent: https, ...options(content, idleSeconds) }), content)
      : send(httpRequest(url, { method: 'PUT', agent: http, ...options(content, idleSeconds) }), content);
  return {
    async put(url, content) {
      const attempted = () => patiently(throttledSeconds, () => once(url, content));
      for (let attempt = 1; ; attempt++) {
        try {
          return await attempted();
        } catch (error) {
          if (attempt === ATTEMPTS || !mayPass(error)) throw error;
          await sleep(FIRST_BACKOFF_MS * 2 ** (attempt - 1));
        }
      }
    },
    disconnect() {
      http.destroy();
      https.destroy();
    },
  };
}

function options({ bytes }: Content, idleSeconds: number) {
  return { headers: { 'content-length': bytes }, timeout: idleSeconds * 1000 };
}

async function send(request: ReturnType<typeof httpRequest>, { block, offset, bytes }: Content): Promise<void> {
  request.on('timeout', () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
  });
  const sent = pipeline(Readable.from(contentSlices(block, offset, bytes), { objectMode: true, highWaterMark: 1 }), request);
  // A service that refuses may answer before it has read everything: its answer says more than the broken pipe.
  sent.catch(() => {});
  const response = await answered;
  const body = await text(response);
  if (response.statusCode === 200) return sent;
  request.destroy();
  const code = /<Code>([^<]+)<\/Code>/.exec(body)?.[1] ?? '';
  const message = /<Message>([^<]+)<\/Message>/.exec(body)?.[1] ?? `answered ${response.statusCode} to a PUT`;
  throw Object.assign(new NamedError(code, message), { $metadata: { httpStatusCode: response.statusCode } });
}

function mayPass(error: unknown): boolean {
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: string };
  const status = $metadata?.httpStatusCode ?? 0;
  // What is still throttling after all that patience stays so.
  return (status >= 500 && !isThrottled(error)) || code === 'ECONNRESET' || code === 'EPIPE';
}
