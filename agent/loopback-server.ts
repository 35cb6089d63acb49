import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { NamedError } from '../lib/domain/errors.ts';
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from './loopback-certificate.ts';

/** A server of known delay in a thread of its own, over plain HTTP and over TLS: what the agent measures itself against. */
export interface LoopbackServer {
  readonly url: string;
  readonly tlsUrl: string;
  stop(): Promise<void>;
}

const ROLE = 'firstbyte loopback server';
const START_SECONDS = 10;

/** What the thread says once both of its servers listen. */
interface Ports {
  readonly plain: number;
  readonly tls: number;
}

/** Whether this thread is the loopback server's: the rest of the bundle then does nothing. */
export const inLoopbackThread = (): boolean => !isMainThread && workerData === ROLE;

/** Starts the thread from this very file, which is the whole bundle once bundled. Error: LoopbackFailed. */
export async function startLoopbackServer(): Promise<LoopbackServer> {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: ROLE,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  worker.unref();
  try {
    const told = await once(worker, 'message', { signal: AbortSignal.timeout(START_SECONDS * 1000) });
    const [{ plain, tls }] = told as [Ports];
    return {
      url: `http://127.0.0.1:${plain}`,
      tlsUrl: `https://127.0.0.1:${tls}`,
      stop: async () => {
        await worker.terminate();
      },
    };
  } catch (error) {
    await worker.terminate();
    throw new NamedError('LoopbackFailed', 'the loopback server for calibration did not start', { cause: error });
  }
}

/** Where the server says what delay it really gave, milliseconds. */
export const GIVEN_HEADER = 'x-given-ms';

/** `/<delay in ms>/<bytes of the response>`. */
export const loopbackTarget = (delayMs: number, bytes: number): string => `/${delayMs}/${bytes}`;

const REQUEST = /^\w+ \/([\d.]+)\/(\d+) HTTP\/1\.1\r\n/;
/** The longest answer: enough to warm up the reading of large bodies, and small beside the agent itself. */
export const LOOPBACK_BYTES = 128 * 1024;
const body = Buffer.alloc(LOOPBACK_BYTES, 0x2e);
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Answers one client's requests in turn; understands no more HTTP than the agent's own engine speaks. */
function serve(socket: Socket): void {
  let head = '';
  let bodyLeft = 0;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    const received = performance.now();
    let rest = chunk;
    if (bodyLeft === 0) {
      head += chunk.toString('latin1');
      const stop = head.indexOf('\r\n\r\n');
      if (stop < 0) return;
      bodyLeft = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      rest = chunk.subarray(chunk.length - (head.length - stop - 4));
      head = head.slice(0, stop);
    }
    bodyLeft -= rest.length;
    if (bodyLeft > 0) return;
    const [, delay, bytes] = REQUEST.exec(head) ?? [];
    head = '';
    bodyLeft = 0;
    // Requests come one at a time, so the whole thread may sleep: finer than a timer, and it burns no processor as spinning would.
    const delayMs = Number(delay);
    if (delayMs > 0) Atomics.wait(sleeper, 0, 0, delayMs);
    const length = Math.min(Number(bytes), body.length);
    const given = performance.now() - received;
    socket.cork();
    socket.write(`HTTP/1.1 200 OK\r\n${GIVEN_HEADER}: ${given.toFixed(4)}\r\nContent-Length: ${length}\r\n\r\n`);
    socket.write(body.subarray(0, length));
    socket.uncork();
  });
}

const listening = async (server: Server): Promise<number> => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
};

async function listen(): Promise<void> {
  // With a `ca` of its own the thread reads no root certificates: about 2 MB less.
  const secure = createTlsServer(
    { key: LOOPBACK_KEY, cert: LOOPBACK_CERTIFICATE, ca: LOOPBACK_CERTIFICATE, ALPNProtocols: ['http/1.1'], noDelay: true },
    serve,
  );
  secure.on('tlsClientError', () => {});
  const ports: Ports = { plain: await listening(createServer({ noDelay: true }, serve)), tls: await listening(secure) };
  parentPort?.postMessage(ports);
}

if (inLoopbackThread()) void listen();
