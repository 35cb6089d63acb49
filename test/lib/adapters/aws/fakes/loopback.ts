import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export interface Loopback {
  readonly url: string;
  close(): Promise<void>;
}

/** A service on a free port of 127.0.0.1 that answers each request from its whole body. */
export async function loopback(answer: (asked: Asked) => Answered | Promise<Answered>): Promise<Loopback> {
  const server = createServer(async (request, response) => {
    try {
      const { status, type, body } = await answer({ headers: request.headers, body: await text(request) });
      response.writeHead(status, { 'content-type': type }).end(body);
    } catch (error) {
      // 400 and not 500, which clients try again: what the fake cannot do is a mistake of the test.
      response.writeHead(400, { 'content-type': 'text/plain' }).end(`the fake failed: ${error}`);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
