import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** One request as it was sent. */
export interface Recorded {
  /** Without those that a client sets for itself: Host, Content-Length, Connection. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const OWN = new Set(['host', 'content-length', 'connection']);

/** Splits a complete request; undefined while bytes are missing. */
export function readRequest(text: string): Recorded | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [, ...lines] = text.slice(0, end).split('\r\n');
  const fields = lines.map(
    (line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()] as const,
  );
  const length = Number(fields.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
  const body = text.slice(end + 4);
  if (body.length < length) return undefined;
  return { headers: Object.fromEntries(fields.filter(([name]) => !OWN.has(name.toLowerCase()))), body };
}

/** Runs `send` against a server that records one POST and gives it this answer; anything else gets a body of one byte. */
export async function recordOne(answer: string, send: (origin: string) => Promise<unknown>): Promise<Recorded> {
  let recorded: Recorded | undefined;
  const server = createServer((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const request = readRequest(text);
      if (!request) return;
      if (text.startsWith('POST')) recorded = request;
      socket.write(text.startsWith('POST') ? answer : 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n.');
      text = '';
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    await send(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
  if (!recorded) throw new Error('nothing was sent to be recorded');
  return recorded;
}
