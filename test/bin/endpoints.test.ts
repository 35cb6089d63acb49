import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../lib/domain/run.ts';
import { answering, type BadEndpoint, nobody, onConnection, untrusted } from './bad-endpoints.ts';
import { type Ended, run, start } from './command.ts';
import { remaining, watchTree } from './process-tree.ts';
import { configIn, HEALTHY, pageOf, recordOf, runFolder, SMALL, scratch } from './run-files.ts';

const KEYS = { FIRSTBYTE_TEST_KEY: 'key', FIRSTBYTE_TEST_SECRET: 'secret' };
const tls = (name: string) => readFileSync(new URL(`../fixtures/tls/localhost.${name}.pem`, import.meta.url), 'utf8');

/** Store -> what its address does, and the line that must say so. */
const SAYS: Readonly<Record<string, RegExp>> = {
  // The address itself is for the terminal: what is published does not hold it.
  nowhere: /(http:\/\/nowhere\.invalid|\(address\)) does not resolve: check its spelling/,
  refuses: /refuses connections: check its port, and that the server is running/,
  closes: /closes the connection early: check that it is an S3 or DynamoDB endpoint/,
  garbage: /does not speak HTTP .*: check its port/,
  'answers-403': /denies access: the keys need to .*403 AccessDenied/,
  'answers-404': /answers 404 .*: check the address/,
  'answers-500': /fails with 500 InternalError \(always\): try again later/,
  'answers-503': /is throttling: wait and run again/,
  untrusted:
    /has a certificate this machine does not trust .*: use the host name it was issued for, or name its authority in NODE_EXTRA_CA_CERTS/,
  'plain-behind-https': /does not speak TLS: try http:\/\//,
};

async function addresses(open: BadEndpoint[]): Promise<Record<string, string>> {
  const kept = async (starting: Promise<BadEndpoint>) => {
    const endpoint = await starting;
    open.push(endpoint);
    return endpoint.url;
  };
  return {
    nowhere: 'http://nowhere.invalid',
    refuses: await nobody(),
    closes: await kept(onConnection((socket) => socket.once('data', () => socket.destroy()))),
    garbage: await kept(onConnection((socket) => socket.once('data', () => socket.end('this is no protocol\r\n\r\n')))),
    'answers-403': await kept(answering(403, 'AccessDenied')),
    'answers-404': await kept(answering(404, 'NotFound')),
    'answers-500': await kept(answering(500, 'InternalError')),
    'answers-503': await kept(answering(503, 'SlowDown')),
    untrusted: await kept(untrusted({ key: tls('key'), cert: tls('cert') })),
    'plain-behind-https': (await kept(answering(200, 'None'))).replace('http:', 'https:'),
  };
}

const configured = (urls: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(urls).map(([id, endpoint]) => [
      id,
      { endpoint, accessKeyEnv: 'FIRSTBYTE_TEST_KEY', secretKeyEnv: 'FIRSTBYTE_TEST_SECRET' },
    ]),
  );

describe('endpoints that fail beside a healthy stand-in', () => {
  let ended: Ended;
  let record: RunRecord;
  let page: string;
  let left: unknown[];

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstbyte-test-'));
    const open: BadEndpoint[] = [];
    const endpoints = configured(await addresses(open));
    const config = configIn(folder, { ...SMALL, operations: ['get', 'put'], rounds: 2, endpoints, standIns: { near: HEALTHY } });
    const command = start(['local', '--config', config, '--out', join(folder, 'out')], { env: KEYS });
    const tree = watchTree(command.pid);
    ended = await command.ended;
    tree.stop();
    left = await remaining(tree.seen(), 0.5);
    const top = runFolder(join(folder, 'out'));
    record = recordOf(top);
    page = pageOf(top);
    return () => {
      for (const endpoint of open) endpoint.close();
      rmSync(folder, { recursive: true, force: true });
    };
  }, 100_000);

  it('end the run with exit code 1, no stack and nothing left', () => {
    expect(ended.code, ended.stderr).toBe(1);
    expect(ended.stderr).not.toMatch(/^ {4}at /m);
    expect(left).toEqual([]);
    expect(record.status).toBe('partial');
    expect(record.teardown).toMatchObject({ total: 0, problems: [] });
  });

  it.each(Object.entries(SAYS))(
    '%s: one line says which store and why, in the terminal, the record and on the page',
    (id, says) => {
      const lines = ended.stderr.split('\n').filter((line) => line.startsWith(`${id} could not be measured: `));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(says);
      expect(record.stores.find((store) => store.id === id)?.failed).toMatch(says);
      const cells = record.cells.filter(({ axes }) => axes.store === id);
      expect(cells).toHaveLength(2);
      for (const cell of cells) {
        expect(cell).toMatchObject({ n: 0, metrics: {} });
        expect(cell.failed).toMatch(says);
      }
      expect(page).toContain(id);
    },
  );

  it('leave the healthy stand-in fully measured', () => {
    const cells = record.cells.filter(({ axes }) => axes.store === 'near');
    expect(cells.map(({ n, rounds, failures }) => ({ n, rounds, failures }))).toEqual(
      Array(2).fill({ n: 10, rounds: 2, failures: 0 }),
    );
  });

  it('are named by address in the terminal and nowhere in what is published', () => {
    expect(ended.stderr).toContain('http://nowhere.invalid does not resolve');
    for (const text of [page, JSON.stringify(record)]) expect(text).not.toContain('nowhere.invalid');
  });

  it('never print a key or a signature', () => {
    for (const text of [ended.stderr, ended.stdout, page, JSON.stringify(record)])
      expect(text).not.toMatch(/X-Amz-(Signature|Credential)|"secret"/);
  });
});

describe('a run whose only store refuses', () => {
  it('ends with exit code 3, status empty and a page that says why', async () => {
    const folder = scratch();
    const config = configIn(folder, { ...SMALL, rounds: 2, endpoints: configured({ refuses: await nobody() }) });
    const { code, stdout, stderr } = await run(['local', '--json', '--config', config, '--out', join(folder, 'out')], {
      env: KEYS,
    });
    expect(code, stderr).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'empty',
      cells: { measured: 0, failed: 1, impossible: 0 },
      samples: 0,
      left: 0,
    });
    expect(stderr).toMatch(/refuses could not be measured: .*refuses connections/);
    expect(pageOf(runFolder(join(folder, 'out')))).toContain('refuses connections');
  });
});
