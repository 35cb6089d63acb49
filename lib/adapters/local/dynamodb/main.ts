// The DynamoDB stand-in: dynalite in a process of its own. One JSON line on stdin configures it, one JSON line on stdout
// answers, and the end of stdin ends it.
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import dynalite from 'dynalite';
import { oneLine } from '../../../domain/errors.ts';
import type { DynamoDbStandInConfig } from './config.ts';

// A reused connection must outlive the pauses between blocks: Node's 5 s would close it under the client's hands.
const KEEP_ALIVE_MS = 15 * 60 * 1000;

const input = createInterface({ input: process.stdin });
input.once('line', (line) => {
  try {
    serve(JSON.parse(line) as DynamoDbStandInConfig);
  } catch (error) {
    fail('BadConfig', oneLine(error));
  }
});
input.once('close', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when its services end.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

function serve({ port, path }: DynamoDbStandInConfig): void {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, ...(path === undefined ? {} : { path }) });
  survivesAbortedRequests(server);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') fail('PortBusy', `port ${port} of 127.0.0.1 is in use: choose another or 0 for any`);
    else fail('ServiceFailed', oneLine(error));
  });
  server.listen(port, '127.0.0.1', () => report({ ready: true, port: (server.address() as AddressInfo).port }));
}

/** dynalite throws from the error event of a request whose client went away, which would end the whole process. */
function survivesAbortedRequests(server: Server): void {
  const [listener] = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) => {
    listener?.(request, response);
    request.removeAllListeners('error');
  });
}

function fail(name: string, message: string): void {
  process.exitCode = 2;
  process.stdout.write(`${JSON.stringify({ error: { name, message } })}\n`, () => process.exit(2));
}

function report(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
