import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { AgentLine } from '../../lib/domain/sample.ts';

/** An HTTP service on loopback that ends with its test. */
export interface Loopback {
  readonly url: string;
  close(): void;
}

export async function loopback(listener: RequestListener): Promise<Loopback> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What an errand needs of an object store: one document to read, and keys that take one write each. */
export interface Mailbox extends Loopback {
  readonly errandUrl: string;
  readonly uploads: readonly string[];
  /** What GET answers with. */
  document: string;
  /** Answers of the next requests, before anything is done: a status, or `drop` the connection; `late` stores and then drops. */
  readonly faults: (number | 'drop' | 'late')[];
  readonly requests: string[];
  /** Bodies by the number of their upload. */
  readonly written: Map<number, string>;
  lines(): AgentLine[];
}

export async function mailbox(places = 20): Promise<Mailbox> {
  const written = new Map<number, string>();
  const requests: string[] = [];
  const faults: Mailbox['faults'] = [];
  const service = await loopback(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    requests.push(`${method} ${path}`);
    const body = await text(request);
    const fault = faults.shift();
    if (fault === 'drop') return request.socket.destroy();
    if (typeof fault === 'number') return response.writeHead(fault).end('<Error><Code>Wrong</Code></Error>');
    if (method === 'GET') return response.end(box.document);
    const number = Number(path.slice('/put/'.length).split('?')[0]);
    if (headers['if-none-match'] === '*' && written.has(number)) return response.writeHead(412).end();
    written.set(number, body);
    return fault === 'late' ? request.socket.destroy() : response.writeHead(200).end();
  });
  const box: Mailbox = {
    ...service,
    errandUrl: `${service.url}/errand?X-Amz-Signature=secret`,
    uploads: Array.from({ length: places }, (_, i) => `${service.url}/put/${i}?X-Amz-Signature=secret`),
    document: '',
    faults,
    requests,
    written,
    lines: () =>
      [...written.entries()]
        .sort(([a], [b]) => a - b)
        .flatMap(([, body]) => body.split('\n').filter(Boolean))
        .map((line) => JSON.parse(line) as AgentLine),
  };
  return box;
}
