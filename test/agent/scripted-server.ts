import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** One request as a scripted server saw it: head as text, body as bytes. */
export interface SeenRequest {
  readonly head: string;
  readonly body: Buffer;
  /** Which connection it came on, from 0. */
  readonly connection: number;
  readonly session: boolean;
}

/** Answers one request by writing whatever it likes to the socket. */
export type Script = (socket: Socket, request: SeenRequest) => void;

export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  readonly requests: SeenRequest[];
  readonly connections: () => number;
  close(): Promise<void>;
}

export interface ScriptedOptions {
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
  /** Answer as soon as the head is there, without waiting for the body. */
  readonly atHead?: boolean;
}

/** A real TCP (or TLS) server on loopback that reads requests whole and answers by script. */
export async function scriptedServer(script: Script, { tls, atHead = false }: ScriptedOptions = {}): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const serve = (socket: Socket): void => {
    const connection = connections++;
    let read = Buffer.alloc(0);
    let answered = false;
    sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)));
    socket.on('data', (chunk: Buffer) => {
      if (atHead && answered) return;
      read = Buffer.concat([read, chunk]);
      const stop = read.indexOf('\r\n\r\n');
      if (stop < 0) return;
      const head = read.toString('latin1', 0, stop);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      const body = read.subarray(stop + 4);
      if (!atHead && body.length < length) return;
      read = Buffer.alloc(0);
      answered = true;
      const session = 'isSessionReused' in socket && (socket as unknown as { isSessionReused(): boolean }).isSessionReused();
      const request = { head, body, connection, session };
      requests.push(request);
      script(socket, request);
    });
  };
  const server: Server = tls
    ? createTlsServer({ ...tls, ALPNProtocols: ['h2', 'http/1.1'] }, serve)
    : createServer({ noDelay: true }, serve);
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A plain response with a length. */
export function respond(status: string, body: string | Buffer = '', fields: readonly string[] = []): Buffer {
  const head = [`HTTP/1.1 ${status}`, `Content-Length: ${body.length}`, ...fields].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body)]);
}
