// The least that this runtime can be as a client, in a process of its own: writes a request, stamps the first chunk that comes back.
// No parser, no checks, no engine. One command a line on stdin, one answer a line on stdout.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';

interface Command {
  readonly port: number;
  /** A whole request, head and body. */
  readonly request: string;
  readonly count: number;
  readonly fresh: boolean;
  readonly tls?: boolean;
}

const END_OF_HEAD = '\r\n\r\n';

async function opened(port: number, tls: boolean): Promise<Socket> {
  const plain = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(plain, 'connect');
  if (!tls) return plain;
  const socket = connectTls({ socket: plain, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  return socket;
}

/** One exchange: milliseconds from before the write to the first chunk, and the answer's request id. */
function exchanged(socket: Socket, request: Buffer): Promise<{ readonly ms: number; readonly id: string }> {
  return new Promise((resolve, reject) => {
    let first: number | undefined;
    let read = '';
    const begun = performance.now();
    const take = (chunk: Buffer) => {
      first ??= performance.now();
      read += chunk.toString('latin1');
      const stop = read.indexOf(END_OF_HEAD);
      const length = Number(/content-length: (\d+)/i.exec(read)?.[1]);
      if (stop < 0 || read.length < stop + END_OF_HEAD.length + length) return;
      socket.off('data', take).off('error', reject);
      resolve({ ms: first - begun, id: /x-amz-request-id: (\S+)/i.exec(read)?.[1] ?? '' });
    };
    socket.on('data', take).on('error', reject);
    socket.write(request);
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { port, request, count, fresh, tls = false } = JSON.parse(line) as Command;
  const bytes = Buffer.from(request, 'latin1');
  const seen: { readonly ms: number; readonly id: string }[] = [];
  let socket = await opened(port, tls);
  for (let i = 0; i < count; i++) {
    if (fresh && i > 0) {
      socket.destroy();
      socket = await opened(port, tls);
    }
    seen.push(await exchanged(socket, bytes));
  }
  socket.destroy();
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}
