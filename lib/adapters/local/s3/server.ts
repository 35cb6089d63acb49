import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NamedError } from '../../../domain/errors.ts';
import { seeded } from '../../../domain/random.ts';
import { openBuckets } from './buckets.ts';
import type { S3StandInConfig } from './config.ts';
import { exchange, type Treatment } from './exchange.ts';
import { faultPicker } from './faults.ts';
import { openLog } from './log.ts';
import { requestLimit } from './request-limit.ts';
import { multipartUploads } from './uploads.ts';
import { factors } from './variation.ts';

export interface StandIn {
  readonly port: number;
  /** Writes what is left of the log. Connections end with the process. */
  close(): void;
}

/** No connection is closed by this server during a run: a reused one must stay reusable, milliseconds. */
const KEEP_ALIVE_MS = 3_600_000;
const MAX_HEAD_BYTES = 64 * 1024;
const SOCKET_BUFFER_BYTES = 256 * 1024;

/** Starts serving on 127.0.0.1. Throws `FolderNotWritable`, `LogNotWritable`, `PortBusy` or `PortNotUsable`. */
export async function serve(config: S3StandInConfig, onError: (error: unknown) => void): Promise<StandIn> {
  const { folder, region, accessKeyId, secretAccessKey, shape } = config;
  const buckets = openBuckets(folder, config.versioned ?? false);
  const log = openLog(config.log, onError);
  const random = seeded(shape.seed);
  const delayFactor = factors(shape.delayVariation, shape.seed, 'delays');
  const rateFactor = factors(shape.rateVariation, shape.seed, 'rates');
  const treatment: Treatment = {
    region,
    accessKeyId,
    secretAccessKey,
    buckets,
    uploads: multipartUploads(),
    onError,
    nextDelayMs: () => shape.delayMs * delayFactor() + shape.jitterMs * random(),
    nextBytesPerSecond: () => shape.bytesPerSecond * rateFactor(),
    refuseChecksums: config.refuseChecksums ?? false,
    admit: requestLimit(config.requestsPerSecond),
    pickFault: faultPicker(config.faults ?? []),
    log: log.write,
  };
  const server = createServer({
    noDelay: true,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 0,
    headersTimeout: 0,
    connectionsCheckingInterval: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEAD_BYTES,
    highWaterMark: SOCKET_BUFFER_BYTES,
  });
  server.timeout = 0;
  const handle = (request: IncomingMessage, response: ServerResponse) => void exchange(request, response, treatment);
  server.on('request', handle);
  // A client that asks first is told about a wrong signature or bucket before it sends a body.
  server.on('checkContinue', handle);
  const port = await listen(server, config.port);
  return { port, close: log.close };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const busy = cause.code === 'EADDRINUSE';
      const message = busy ? `port ${port} is in use: choose another, or 0 for any free one` : `cannot listen: ${cause.message}`;
      reject(new NamedError(busy ? 'PortBusy' : 'PortNotUsable', message, { cause }));
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
