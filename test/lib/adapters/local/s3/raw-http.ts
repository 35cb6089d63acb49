import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** What was received, as latin1; of a long answer only the beginning. */
  readonly text: string;
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** performance.now() just before the request was written, and of the answer's first and last byte. */
  readonly askedAt: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** More would make the collector work while the next answer is timed. */
const KEPT_BYTES = 500_000;

/** One connection, written to and read from as bytes: nothing a client library would hide. */
export interface RawConnection {
  readonly socket: Socket;
  /** Sends and collects until Content-Length is there, the peer ends, or `waitMs` passes. */
  ask(head: string, body?: Buffer, waitMs?: number): Promise<RawAnswer>;
  readonly ended: () => boolean;
}

export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let ended = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    ended = true;
  });
  socket.on('end', () => {
    ended = true;
  });
  return {
    socket,
    ended: () => ended,
    ask(head, body, waitMs = 10_000) {
      return new Promise((resolve) => {
        const pieces: Buffer[] = [];
        let bytes = 0;
        let wanted = Number.POSITIVE_INFINITY;
        let firstAt = 0;
        const done = () => {
          const lastAt = performance.now();
          clearTimeout(timer);
          socket.off('data', onData).off('end', done).off('close', done);
          resolve({ ...parse(Buffer.concat(pieces).toString('latin1')), askedAt, firstAt, lastAt });
        };
        const onData = (data: Buffer) => {
          firstAt ||= performance.now();
          if (bytes < KEPT_BYTES) pieces.push(data);
          bytes += data.length;
          if (pieces.length < 5) wanted = Math.min(wanted, lengthOf(Buffer.concat(pieces).toString('latin1')));
          if (bytes >= wanted) done();
        };
        const timer = setTimeout(done, waitMs);
        socket.on('data', onData).once('end', done).once('close', done);
        const lines = head
          .trim()
          .split('\n')
          .map((line) => line.trim());
        const askedAt = performance.now();
        socket.write(`${lines.join('\r\n')}\r\n\r\n`);
        if (body) socket.write(body);
      });
    },
  };
}

/** One request on a connection of its own, which is closed afterwards. */
export async function rawAsk(port: number, head: string, body?: Buffer, waitMs?: number): Promise<RawAnswer> {
  const connection = await rawConnection(port);
  const answer = await connection.ask(head, body, waitMs);
  connection.socket.destroy();
  return answer;
}

function lengthOf(text: string): number {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return Number.POSITIVE_INFINITY;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1];
  if (length !== undefined) return end + 4 + Number(length);
  return / (204|304) /.test(text.slice(0, 13)) ? end + 4 : Number.POSITIVE_INFINITY;
}

function parse(text: string): Pick<RawAnswer, 'text' | 'status' | 'headers' | 'body'> {
  const end = text.indexOf('\r\n\r\n');
  const lines = text.slice(0, Math.max(0, end)).split('\r\n');
  const headers = new Map(lines.slice(1).map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
  const lower = new Map([...headers].map(([name, value]) => [name.toLowerCase(), value]));
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(lines[0] ?? '')?.[1] ?? 0);
  return { text, status, headers: lower, body: text.slice(end + 4) };
}
