import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface Call {
  readonly method: string;
  /** With single slashes: the Equinix provider writes `/metal/v1//projects`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
}

/** `cut`: the connection ends without an answer. */
export type Answer = { readonly status: number; readonly body?: unknown } | 'cut';

export interface JsonServer {
  readonly port: number;
  /** `METHOD path` of every call so far. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

export interface Dress {
  readonly contentType: string;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A JSON API on loopback. */
export async function serveJson(answer: (call: Call) => Answer, { contentType, tls }: Dress): Promise<JsonServer> {
  const calls: string[] = [];
  const listener: RequestListener = async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    const method = request.method ?? 'GET';
    const path = url.pathname.replaceAll(/\/+/g, '/');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    calls.push(`${method} ${path}`);
    const given = answer({
      method,
      path,
      query: url.searchParams,
      headers: request.headers,
      body: text ? JSON.parse(text) : undefined,
    });
    if (given === 'cut') {
      request.socket.destroy();
      return;
    }
    // Without an id of the request the Equinix provider takes a 404 for a proxy's and not for the API's.
    response.writeHead(given.status, { 'Content-Type': contentType, 'X-Request-Id': `${calls.length}` });
    response.end(given.body === undefined ? '' : JSON.stringify(given.body));
  };
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
