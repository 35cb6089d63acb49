import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createNetServer, type Server, type Socket } from 'node:net';

/** A server that does one thing wrong, whatever it is asked. */
export interface BadEndpoint {
  readonly url: string;
  close(): void;
}

/** Accepts connections and does `what` with each. */
export function onConnection(what: (socket: Socket) => void): Promise<BadEndpoint> {
  return listening(
    createNetServer((socket) => {
      socket.on('error', () => {});
      what(socket);
    }),
    'http',
  );
}

/** Answers everything with this status and S3's XML for it. */
export function answering(status: number, code: string): Promise<BadEndpoint> {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>always</Message></Error>`;
  return listening(
    createHttpServer((request, response) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
    }),
    'http',
  );
}

/** Serves TLS with a certificate nobody trusts. */
export function untrusted(tls: { readonly key: string; readonly cert: string }): Promise<BadEndpoint> {
  return listening(
    createHttpsServer(tls, (_, response) => response.end()),
    'https',
  );
}

/** An address where nothing listens: a port that was just given back. */
export async function nobody(): Promise<string> {
  const { url, close } = await onConnection((socket) => socket.destroy());
  close();
  return url;
}

async function listening(server: Server, scheme: string): Promise<BadEndpoint> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `${scheme}://127.0.0.1:${port}`, close };
}
