import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../../agent/engine/engine.ts';
import { socketFault } from '../../../agent/engine/faults.ts';
import type { Flight } from '../../../agent/role.ts';
import { content, exchange, objectPart, SEED } from '../exchanges.ts';
import { respond, type Script, type ScriptedOptions, type ScriptedServer, scriptedServer } from '../scripted-server.ts';

const BYTES = 1000;
/** For servers whose fault is that nothing comes; all others have to fail, or not, by what they send. */
const TIMEOUT_SECONDS = 0.4;
const PATIENCE_SECONDS = 20;
const open: ScriptedServer[] = [];
const engineOf = (timeoutSeconds: number) => createEngine({ seed: SEED, timeoutSeconds, signal: new AbortController().signal });
const engine = engineOf(PATIENCE_SECONDS);
const hasty = engineOf(TIMEOUT_SECONDS);
const body = content(0, BYTES);

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(script: Script, options?: ScriptedOptions): Promise<ScriptedServer> {
  const server = await scriptedServer(script, options);
  open.push(server);
  return server;
}

async function fly(method: 'GET' | 'PUT', url: string, bytes = BYTES, verify = false, by = engine): Promise<Flight> {
  const pool = by.pool(0);
  const flight = await pool.fly(exchange(objectPart(method, `${url}/key`, bytes)), { verify });
  pool.close();
  return flight;
}

const say =
  (...texts: (string | Buffer)[]): Script =>
  (socket) => {
    for (const text of texts) socket.write(text);
  };
const sayAndClose =
  (text: string | Buffer): Script =>
  (socket) =>
    socket.end(text);
const drip =
  (bytes: Buffer): Script =>
  async (socket: Socket) => {
    for (let i = 0; i < bytes.length; i += 7) {
      socket.write(bytes.subarray(i, i + 7));
      await sleep(1);
    }
  };

describe('a faulty server', () => {
  const xml = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>gone</Message></Error>';
  const slow = '<Error><Code>SlowDown</Code></Error>';
  const wasabi = '<Error><Code>RequestRateLimitExceeded</Code></Error>';
  const limited = JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' });
  const cases: readonly [string, string, string, Script][] = [
    ['closes before a byte', 'EndedEarly', 'before the response head', (socket) => socket.end()],
    ['closes within the head', 'EndedEarly', 'before the response head', sayAndClose('HTTP/1.1 200 OK\r\nContent-')],
    [
      'closes within the body',
      'EndedEarly',
      'after 10 body bytes',
      sayAndClose('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789'),
    ],
    [
      'closes within a chunk',
      'EndedEarly',
      'after 3 body bytes',
      sayAndClose('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc'),
    ],
    ['resets', 'Reset', '', (socket) => socket.resetAndDestroy()],
    ['says nothing', 'Timeout', 'not done after 0.4 s', () => {}],
    ['stalls within the head', 'Timeout', 'not done', say('HTTP/1.1 200 OK\r\n')],
    ['stalls within the body', 'Timeout', 'not done', say('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc')],
    ['speaks no HTTP', 'BadStatusLine', 'not an HTTP/1 response', say('220 mail.example.org ESMTP\r\n')],
    ['sends a bad header', 'BadHeader', '', say('HTTP/1.1 200 OK\r\nbad header\r\n\r\n')],
    ['sends a bad chunk', 'BadChunk', '', say('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n')],
    ['sends an endless head', 'HeadTooLarge', '', say(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`)],
    ['sends endless interim responses', 'HeadTooLarge', 'interim', say('HTTP/1.1 100 Continue\r\n\r\n'.repeat(3000))],
    ['gives two lengths', 'ConflictingLength', '', say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n')],
    ['answers 404', 'HttpStatus', 'answered 404 NoSuchKey', say(respond('404 Not Found', xml))],
    ['answers 403 and closes', 'HttpStatus', 'answered 403 NoSuchKey', sayAndClose(`HTTP/1.1 403 Forbidden\r\n\r\n${xml}`)],
    ['answers 500 without a body', 'HttpStatus', 'answered 500', say(respond('500 Oops'))],
    ['answers 500 with a huge body', 'HttpStatus', 'answered 500', say(respond('500 Oops', 'x'.repeat(200_000)))],
    ['answers 500 with an endless body', 'HttpStatus', 'answered 500', say('HTTP/1.1 500 Oops\r\n\r\n', 'x'.repeat(200_000))],
    [
      'answers 404 and dies within its body',
      'HttpStatus',
      'answered 404',
      sayAndClose('HTTP/1.1 404 No\r\nContent-Length: 99\r\n\r\nab'),
    ],
    ['redirects', 'HttpStatus', 'answered 301', say(respond('301 Moved'))],
    ['answers 503', 'Throttled', 'answered 503 SlowDown', say(respond('503 Slow Down', slow))],
    ['answers 429', 'Throttled', 'answered 429', say(respond('429 Too Many Requests'))],
    ['answers 400 as Wasabi throttles', 'Throttled', 'answered 400 RequestRateLimit', say(respond('400 Bad Request', wasabi))],
    ['answers 400 for throughput', 'Throttled', 'answered 400 ProvisionedThroughput', say(respond('400 Bad Request', limited))],
    ['sends more than it said', 'ExcessData', 'bytes', say(Buffer.concat([respond('200 OK', body), Buffer.from('more')]))],
    [
      'sends more than it said a little later',
      'ExcessData',
      'bytes',
      (socket) => {
        socket.write(respond('200 OK', body));
        setImmediate(() => socket.write('more'));
      },
    ],
  ];

  describe.each(['GET', 'PUT'] as const)('answering a %s', (method) => {
    it.each(cases)('that %s is a %s (%s)', async (_, name, message, script) => {
      const { url } = await serve(script);
      const flight = await fly(method, url, BYTES, false, name === 'Timeout' ? hasty : engine);
      expect(flight.error).toMatchObject({ name, message: expect.stringContaining(message) });
      expect(flight.total).toBeNull();
      expect(flight.elapsed).toBeLessThan(PATIENCE_SECONDS * 1000);
    });
  });

  it.each([
    ['promises less', respond('200 OK', body.subarray(1)), '999 bytes instead of 1000'],
    ['promises more', respond('200 OK', Buffer.concat([body, body])), '2000 bytes instead of 1000'],
    ['promises nothing', Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'), '0 bytes instead of 1000'],
    ['sends fewer in chunks', Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n'), '1 bytes'],
    [
      'sends more in chunks',
      Buffer.from(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n${'a'.repeat(2000)}`),
      '2000 bytes',
    ],
  ])('that %s than a GET asked for is a LengthMismatch', async (_, answer, message) => {
    const { url } = await serve(say(answer));
    expect((await fly('GET', url)).error).toEqual({ name: 'LengthMismatch', message: expect.stringContaining(message) });
  });

  it('that closes early without having given a length is a LengthMismatch: the end is where it says it is', async () => {
    const { url } = await serve(sayAndClose(`HTTP/1.1 200 OK\r\n\r\n${'a'.repeat(10)}`));
    expect((await fly('GET', url)).error?.name).toBe('LengthMismatch');
  });

  it('that returns other bytes of the right length is found out when verified', async () => {
    const wrong = Buffer.from(body);
    wrong[999] = (wrong[999] as number) ^ 1;
    const { url } = await serve(say(respond('200 OK', wrong)));
    expect((await fly('GET', url, BYTES, true)).error?.name).toBe('ContentMismatch');
    expect((await fly('GET', url, BYTES, false)).error).toBeNull();
  });

  it('that refuses the connection is ConnectRefused, and has no phase', async () => {
    const { url, close } = await scriptedServer(() => {});
    await close();
    const flight = await fly('GET', url);
    expect(flight).toMatchObject({ error: { name: 'ConnectRefused' }, connect: null, ttfb: null, total: null, status: null });
  });

  it('whose name does not resolve is Resolve', async () => {
    expect((await fly('GET', 'http://no-such-host.invalid')).error?.name).toMatch(/^Resolve$/);
  });

  it('that never finishes the TLS handshake is ConnectTimeout', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address() as { port: number };
    const flight = await fly('GET', `https://127.0.0.1:${address.port}`, BYTES, false, hasty);
    expect(flight.error?.name).toBe('ConnectTimeout');
    silent.close();
  });

  it('that speaks no TLS is Tls', async () => {
    const { url } = await serve(() => {});
    const plain = createServer((socket) => {
      socket.on('error', () => {});
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => plain.once('listening', resolve));
    const address = plain.address() as { port: number };
    expect((await fly('GET', `https://127.0.0.1:${address.port}`)).error?.name).toBe('Tls');
    expect(url).toBeDefined();
    plain.close();
  });

  it('whose certificate nobody signed is Certificate', async () => {
    const read = (name: string): Buffer => readFileSync(new URL(`../../fixtures/tls/localhost.${name}.pem`, import.meta.url));
    const { url } = await serve(say(respond('200 OK', body)), { tls: { key: read('key'), cert: read('cert') } });
    expect((await fly('GET', url)).error?.name).toBe('Certificate');
  });

  it('that refuses an upload at its head is named by its status, large bodies included', async () => {
    const { url } = await serve(say(respond('403 Forbidden', xml)), { atHead: true });
    expect((await fly('PUT', url, 50_000_000)).error).toMatchObject({ name: 'HttpStatus', message: 'answered 403 NoSuchKey' });
  });

  it('that accepts an upload before it has it is EarlyResponse', async () => {
    const { url } = await serve(
      (socket) => {
        socket.pause();
        socket.write(respond('200 OK'));
      },
      { atHead: true },
    );
    expect((await fly('PUT', url, 50_000_000)).error?.name).toBe('EarlyResponse');
  });

  it('that stops reading an upload is a Timeout', async () => {
    const { url } = await serve((socket) => socket.pause(), { atHead: true });
    expect((await fly('PUT', url, 50_000_000, false, hasty)).error?.name).toBe('Timeout');
  });
});

describe('an unusual but valid answer', () => {
  const fields = 'HTTP/1.1 200 OK\r\nETag: "x"\r\n';
  const chunked = Buffer.concat([
    Buffer.from(`${fields}Transfer-Encoding: chunked\r\n\r\n190;ext=1\r\n`),
    body.subarray(0, 400),
    Buffer.from('\r\n258\r\n'),
    body.subarray(400),
    Buffer.from('\r\n0\r\nx-checksum: 1\r\n\r\n'),
  ]);
  it.each([
    ['in chunks with a trailer', say(chunked), true],
    ['in chunks, seven bytes at a time', drip(chunked), true],
    ['with a length, seven bytes at a time', drip(respond('200 OK', body)), true],
    [
      'after two interim responses',
      say('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n', respond('200 OK', body)),
      true,
    ],
    ['ended by the connection', sayAndClose(Buffer.concat([Buffer.from(`${fields}\r\n`), body])), false],
    ['with Connection: close', sayAndClose(respond('200 OK', body, ['Connection: close'])), false],
  ])('%s is read and verified', async (_, script, holds) => {
    const { url } = await serve(script);
    const pool = engine.pool(0);
    const get = exchange(objectPart('GET', `${url}/key`, BYTES));
    const flight = await pool.fly(get, { verify: true });
    expect(flight.error).toBeNull();
    expect(pool.holds(get)).toBe(holds);
    pool.close();
  });

  it('that follows an interim response starts at its own first byte', async () => {
    const { url } = await serve(async (socket) => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      await sleep(60);
      socket.write(respond('200 OK', body));
    });
    const flight = await fly('GET', url);
    expect(flight.ttfb).toBeGreaterThan(55);
  });
});

describe('a socket error', () => {
  it.each([
    ['ECONNREFUSED', true, 'ConnectRefused'],
    ['ETIMEDOUT', true, 'ConnectTimeout'],
    ['ETIMEDOUT', false, 'Reset'],
    ['EHOSTUNREACH', true, 'Unreachable'],
    ['EPIPE', false, 'Reset'],
    ['CERT_HAS_EXPIRED', true, 'Certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', true, 'Certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true, 'Certificate'],
    ['UNSPECIFIED', true, 'Certificate'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', true, 'Tls'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', false, 'Tls'],
    ['EMFILE', true, 'SocketError'],
  ])('%s (while dialling: %s) is named %s', (code, dialling, name) => {
    expect(socketFault(Object.assign(new Error('x'), { code }), dialling).name).toBe(name);
  });
});
