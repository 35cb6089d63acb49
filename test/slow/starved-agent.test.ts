import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundReasons, clientBound } from '../../lib/domain/client-bound.ts';
import type { RunRecord } from '../../lib/domain/run.ts';
import type { BlockReport } from '../../lib/domain/sample.ts';
import { bundled, cleanUp, startAgent } from '../agent/agent-process.ts';
import { blockOf, content, exchange, objectPart, orderOf, post } from '../agent/exchanges.ts';
import { respond, type ScriptedServer, scriptedServer } from '../agent/scripted-server.ts';
import { start, until } from '../bin/command.ts';
import { treeOf } from '../bin/process-tree.ts';
import { configIn, pageOf, recordOf, runFolder } from '../bin/run-files.ts';
import { controlGroup, crowd, type Starve, stopMostly } from './starving.ts';

/** Long beside what a busy machine does to an agent that nobody starves, short beside what starving does. */
const DELAY_MS = 60;
const BYTES = 1000;
const BLOCKS = 3;

let program = '';
let server: ScriptedServer;
beforeAll(async () => {
  program = await bundled('agent/entry.ts');
  const answer = respond('200 OK', content(0, BYTES));
  server = await scriptedServer((socket) => void setTimeout(() => socket.write(answer), DELAY_MS));
});
afterAll(async () => {
  await server.close();
  await cleanUp();
});

/** The blocks of one order of a real agent, which is starved once it is ready. */
async function blocksOf(starve: Starve | undefined, path = program): Promise<BlockReport[]> {
  const agent = startAgent(path, post);
  await agent.next('ready');
  const end = starve?.(agent.child.pid ?? 0);
  try {
    const gets = Array.from({ length: 9 }, () => exchange(objectPart('GET', `${server.url}/key`, BYTES)));
    agent.send({ order: orderOf(Array(BLOCKS).fill(blockOf('reused', 1, gets)), { timeoutSeconds: 30 }) });
    expect(await agent.next('end')).toMatchObject({ error: null });
  } finally {
    end?.();
  }
  expect(await agent.end()).toBe(0);
  const blocks = agent.lines.filter((line): line is BlockReport => line.kind === 'block');
  expect(blocks).toHaveLength(BLOCKS);
  return blocks;
}

describe('an agent whose processor is taken away', () => {
  it('is flagged when it is stopped for most of the time: its event loop is late', async () => {
    const blocks = await blocksOf(stopMostly);
    expect(clientBound(blocks)).toBe(true);
    for (const block of blocks) expect(boundReasons(block), JSON.stringify(block)).toContain('loopDelay');
  });

  it('is flagged on a core that others hold: it is ready and has none', async () => {
    const blocks = await blocksOf(crowd);
    expect(clientBound(blocks)).toBe(true);
    // Kernels without scheduler statistics cannot say what it waited for, but the loop is late on them too.
    const waited = blocks.filter((block) => boundReasons(block).includes(block.waitedMs === null ? 'loopDelay' : 'waited'));
    expect(waited.length).toBeGreaterThan(BLOCKS / 2);
  });

  it('is flagged under a quota that throttles it, where this machine lets us set one', async ({ skip }) => {
    const group = controlGroup();
    // Root may make one on every Linux whose control groups are its own: where CI runs this it has to run.
    if (!group && !process.env.CI) skip('no control group can be made here: the quota was not tried');
    if (!group) throw new Error('no control group can be made here, and CI is set: run this as root, or unset CI');
    try {
      const blocks = await blocksOf(() => {
        group.tighten();
        return () => {};
      }, group.entering(program));
      expect(clientBound(blocks)).toBe(true);
      for (const block of blocks) {
        expect(boundReasons(block)).toContain('throttled');
        expect(block.throttled).toBeGreaterThan(0);
      }
    } finally {
      group.remove();
    }
  });

  it('is not flagged when it is left alone', async () => {
    expect(await quietest(() => blocksOf(undefined), clientBound)).toBe(false);
  });
});

/**
 * What `flagged` says of the first of three tries that it does not flag: a machine so busy that its agents really starve, for once,
 * is no fault of the rule; a rule that flags what is free would do so every time.
 */
async function quietest<T>(measure: () => Promise<T>, flagged: (measured: T) => boolean): Promise<boolean> {
  for (let tries = 3; tries > 0; tries--) if (!flagged(await measure())) return false;
  return true;
}

describe('a run whose agent is starved', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-starved-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The same run every time, but for what is done to its agent. */
  async function runOf(out: string, starve?: Starve): Promise<{ readonly record: RunRecord; readonly page: string }> {
    const config = configIn(folder, {
      sizes: ['1KB'],
      operations: ['get', 'put'],
      connections: ['reused'],
      rounds: 2,
      seed: 11,
      standIns: { shaped: { delayMs: DELAY_MS, bytesPerSecond: 100_000_000 } },
    });
    const command = start(['local', '--config', config, '--out', out]);
    let end: (() => void) | undefined;
    try {
      if (starve) {
        const isAgent = ({ command: line }: { readonly command: string }) => line.includes('this-machine.mjs');
        const { pid } = await until('an agent', () => treeOf(command.pid).find(isAgent));
        // It was seen before it could read a word: a moment later it is itself.
        await sleep(100);
        end = starve(pid);
      }
      const { code, stderr } = await command.ended;
      expect(code, stderr).toBe(0);
    } finally {
      end?.();
    }
    return { record: recordOf(runFolder(out)), page: pageOf(runFolder(out)) };
  }

  it('says so of its cells and its lane, in the record and on the page', async () => {
    const { record, page } = await runOf(join(folder, 'starved'), stopMostly);
    expect(record.cells).toHaveLength(2);
    for (const cell of record.cells) expect(cell.clientBound, cell.id).toBe(true);
    expect(record.lanes).toMatchObject([{ clientBound: 2, instrument: { cells: 2, boundCells: 2, clientBound: true } }]);
    expect(page).toContain('limited by the client');
    // What was measured stands as it was measured: longer than what was given.
    for (const { truth } of record.cells) expect(truth?.givenTtfbMs).toBeGreaterThanOrEqual(DELAY_MS);
  });

  it('says nothing of the kind when it is left alone', async () => {
    const saysSo = async () => {
      const { record, page } = await runOf(mkdtempSync(join(folder, 'free-')));
      const flags = [record.lanes[0]?.instrument?.clientBound, page.includes('limited by the client')];
      expect(flags[0]).toBe(flags[1]);
      expect(record.lanes[0]?.clientBound).toBe(record.cells.filter((cell) => cell.clientBound).length);
      return flags.includes(true);
    };
    expect(await quietest(saysSo, (said) => said)).toBe(false);
  });
});
