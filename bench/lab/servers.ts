import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { NamedError } from '../../lib/domain/errors.ts';
import { nginxConfig } from '../servers/nginx-config.ts';
import { buildC, PRODUCTS, source, sparseFile } from './build.ts';
import { type KeyExchanges, keyExchanges } from './key-exchange.ts';
import { isolation } from './namespace.ts';
import { onCore } from './pinning.ts';
import { type LineProcess, startProcess } from './process.ts';

/** A server's objects: what is read, and where uploads go. */
export interface ObjectServer {
  readonly name: string;
  url(security: Security, bytes: number, delayUs?: number): string;
}
export type Security = 'plain' | 'TLS';

export interface Servers {
  /** Reads: nginx, or the C server where there is none. */
  readonly reads: ObjectServer;
  /** Uploads, known delays and fixed answers: the C server. */
  readonly delays: ObjectServer;
  /** Where a server can tell which group a key exchange came to. */
  readonly groups: KeyExchanges | undefined;
  /** The test certificate every TLS server has. */
  readonly ca: string;
  stop(): Promise<void>;
}

const CERTIFICATE = source('test/fixtures/tls/localhost.cert.pem');
const KEY = source('test/fixtures/tls/localhost.key.pem');
const START_MS = 10_000;
const SIZES = [1, 1000, 10_000_000, 62_500_000, 100_000_000, 1_000_000_000];

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A process of the object server; `extra` are its flags. Error: PeerFailed. */
export async function startObjectServer(
  extra: readonly string[],
): Promise<{ readonly port: number; readonly process: LineProcess }> {
  const process = startProcess('server', 'object server', [`${PRODUCTS}object-server`, ...extra]);
  return { port: Number(await process.next(START_MS)), process };
}

export const tlsFlags: readonly string[] = ['--tls', CERTIFICATE, KEY];

const rights = (): 'root' | 'mapped root' | 'user' => {
  if (process.getuid?.() !== 0) return 'user';
  return isolation() === 'user' ? 'mapped root' : 'root';
};

interface Nginx {
  readonly server: ObjectServer;
  readonly groups: KeyExchanges;
  stop(): Promise<void>;
}

async function startNginx(): Promise<Nginx> {
  const folder = `${PRODUCTS}nginx/`;
  mkdirSync(folder, { recursive: true });
  for (const bytes of SIZES) sparseFile(`${PRODUCTS}www/o/${bytes}`, bytes);
  const [plainPort, tlsPort] = [await freePort(), await freePort()];
  const places = { folder, root: `${PRODUCTS}www`, plainPort, tlsPort, certificate: CERTIFICATE, key: KEY };
  writeFileSync(`${folder}nginx.conf`, nginxConfig({ ...places, rights: rights() }));
  const [program = '', ...args] = onCore('server', ['nginx', '-p', folder, '-e', 'stderr', '-c', `${folder}nginx.conf`]);
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const kill = (): void => void child.kill('SIGTERM');
  process.on('exit', kill);
  for (let waited = 0; !((await answers(plainPort)) && (await answers(tlsPort))); waited += 50) {
    if (waited > START_MS || child.exitCode !== null) throw new NamedError('PeerFailed', 'nginx did not start');
    await wait(50);
  }
  return {
    groups: keyExchanges(`https://127.0.0.1:${tlsPort}/g/1`, `${folder}groups.log`),
    server: {
      name: 'nginx',
      url: (security, bytes) =>
        security === 'TLS' ? `https://127.0.0.1:${tlsPort}/o/${bytes}` : `http://127.0.0.1:${plainPort}/o/${bytes}`,
    },
    async stop() {
      process.off('exit', kill);
      kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** Builds and starts all servers on their core. Error: PeerFailed, where there is no C compiler. */
export async function startServers(leaveOut: (line: string) => void): Promise<Servers> {
  mkdirSync(PRODUCTS, { recursive: true });
  const why = buildC('bench/servers/object-server.c', 'object-server');
  if (why)
    throw new NamedError('PeerFailed', `the object server could not be built: ${why}; install gcc and the headers of OpenSSL`);
  const [plain, tls] = [await startObjectServer([]), await startObjectServer(tlsFlags)];
  const delays: ObjectServer = {
    name: 'C object server',
    url: (security, bytes, delayUs = 0) =>
      `${security === 'TLS' ? `https://127.0.0.1:${tls.port}` : `http://127.0.0.1:${plain.port}`}/o/${delayUs}/${bytes}`,
  };
  const there = spawnSync('nginx', ['-v'], { stdio: 'ignore' }).status === 0;
  if (!there) leaveOut('nginx is not installed: reads come from the C object server');
  const nginx = there ? await startNginx() : undefined;
  return {
    reads: nginx?.server ?? delays,
    delays,
    groups: nginx?.groups,
    ca: CERTIFICATE,
    async stop() {
      await Promise.all([plain.process.stop(), tls.process.stop(), nginx?.stop()]);
    },
  };
}
