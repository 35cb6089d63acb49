import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { folderRecords } from '../../lib/adapters/local/folder-records.ts';
import type { Cell } from '../../lib/domain/cell.ts';
import type { Lane, Plan } from '../../lib/domain/plan.ts';
import { type Random, seeded, subSeed } from '../../lib/domain/random.ts';
import type { BlockReport, Calibration, OrderEnd, Sample } from '../../lib/domain/sample.ts';
import { makePlan } from '../../lib/pipeline/planning/make-plan.ts';
import { selectionFrom } from '../../lib/pipeline/planning/select.ts';
import { linesKey, RECORD, type RunRequest } from '../../lib/pipeline/run-records.ts';
import { scenarioPlan } from '../../lib/scenarios/plans.ts';

export interface Generated {
  /** Lines that are samples, warm-ups and failures included. */
  readonly samples: number;
  readonly cells: number;
  readonly lanes: number;
}

const STARTED = Date.parse('2026-11-21T00:00:00Z');
const compress = promisify(gzip);

/**
 * The records of a run of the whole wish with about so many samples: whole lanes of it for fewer than it has, longer blocks for
 * more. Lognormal times with effects of round and cell; one operation in a thousand fails. The same seed gives the same records.
 */
export async function generate(folder: string, samples: number, seed: number): Promise<Generated> {
  const scenario = scenarioPlan('transfer');
  const selection = selectionFrom('wish', { seed });
  const whole = makePlan({ run: 'bench', preset: 'wish', selection, scenario });
  const cells = new Map(whole.cells.map((cell) => [cell.id, cell]));
  const blockOf = (id: string) => scenario.block(cells.get(id) as Cell);
  const sizeOf = ({ cells: ids, rounds }: Lane) =>
    rounds * ids.reduce((sum, id) => sum + blockOf(id).warmups + blockOf(id).timed, 0);
  const lanes: Lane[] = [];
  // The smallest lanes first: ten thousand samples are a few whole lanes.
  for (const lane of whole.lanes.toSorted((a, b) => sizeOf(a) - sizeOf(b)))
    if (lanes.length === 0 || lanes.reduce((sum, each) => sum + sizeOf(each), 0) < samples) lanes.push(lane);
  const kept = new Set(lanes.flatMap((lane) => lane.cells));
  const plan: Plan = { ...whole, lanes, cells: whole.cells.filter(({ id }) => kept.has(id)) };
  const blocks = lanes.reduce((sum, { cells: ids, rounds }) => sum + ids.length * rounds, 0);
  const extra = Math.max(0, (samples - lanes.reduce((sum, lane) => sum + sizeOf(lane), 0)) / blocks);

  const records = folderRecords(folder);
  const request: RunRequest = {
    run: plan.run,
    preset: plan.preset,
    selection,
    stores: [],
    skipped: [],
    startedAt: new Date(STARTED).toISOString(),
    version: '0.0.0',
  };
  await RECORD.request.write(records, request);
  await RECORD.plan.write(records, plan);
  let written = 0;
  for (const lane of plan.lanes) {
    const rounds = { planned: lane.rounds, done: lane.rounds };
    await RECORD.outcome.write(records, { id: lane.id, outcome: 'measured', rounds, seconds: 3_600 }, lane.id);
    for (let round = 0; round < lane.rounds; round++) {
      const random = seeded(subSeed(seed, `${lane.id} ${round}`));
      const lines: string[] = [];
      for (const id of lane.cells) {
        const { warmups, timed } = blockOf(id);
        // Parts of a sample are given to some blocks, so that the sum is what was asked for.
        const more = Math.floor(extra) + (random() < extra % 1 ? 1 : 0);
        written += warmups + timed + more;
        blockLines(lines, cells.get(id) as Cell, round, warmups, timed + more, random);
      }
      lines.push(JSON.stringify(calibration(round)), JSON.stringify(end(round)));
      const path = join(folder, ...`${linesKey(lane.id, lane.crew.at(-1)?.role ?? '', round)}.gz`.split('/'));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await compress(`${lines.join('\n')}\n`, { level: 1 }));
    }
  }
  return { samples: written, cells: plan.cells.length, lanes: plan.lanes.length };
}

function blockLines(lines: string[], cell: Cell, round: number, warmups: number, timed: number, random: Random): void {
  const bytes = Number(cell.axes.size);
  const fresh = cell.axes.connection === 'fresh';
  const level = Math.exp(0.2 * normal(seeded(subSeed(1, cell.id))) + 0.1 * normal(seeded(round)) + 0.05 * normal(random));
  const digits = (value: number) => Math.round(value * 1e4) / 1e4;
  let failures = 0;
  let moved = Math.floor(random() * 1e9);
  for (let seq = 0; seq < warmups + timed; seq++) {
    const failed = random() < 0.001;
    if (failed && seq >= warmups) failures++;
    const dns = fresh ? digits(0.5 + random()) : 0;
    const connect = fresh ? digits(7 * level * Math.exp(0.1 * normal(random))) : 0;
    const tls = fresh ? digits(15 * level * Math.exp(0.1 * normal(random))) : 0;
    const upload = cell.axes.operation === 'put' ? digits(bytes / 1e5) : null;
    const ttfb = digits(20 * level * Math.exp(0.4 * normal(random)));
    const body = cell.axes.operation === 'get' ? digits((bytes / 1e5) * Math.exp(0.2 * normal(random))) : 0;
    const sample: Sample = {
      v: 1,
      run: 'bench',
      cell: cell.id,
      round,
      seq,
      kind: seq < warmups ? 'warmup' : 'timed',
      at: STARTED + lines.length,
      error: failed ? { name: 'Throttled', message: '503 SlowDown' } : null,
      bytes,
      dns,
      connect,
      tls,
      upload,
      ttfb: failed ? null : ttfb,
      body: failed ? null : body,
      total: failed ? null : digits(connect + tls + (upload ?? 0) + ttfb + body),
      ip: '192.0.2.1',
      reused: !fresh,
      status: failed ? 503 : 200,
      request: Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(16, '0'),
      age: digits(random() * 100),
      moved,
    };
    lines.push(JSON.stringify(sample));
    moved += bytes;
  }
  lines.push(JSON.stringify(blockReport(cell.id, round, timed, failures)));
}

function blockReport(cell: string, round: number, samples: number, failures: number): BlockReport {
  const costs = { wallMs: 400, measuredMs: 350, warmupMs: 50, cpuShare: 0.2, loopDelayMs: 0.1, throttled: 0, headBytes: 1_400 };
  return { kind: 'block', cell, round, samples, failures, ...costs };
}

function calibration(round: number): Calibration {
  return { kind: 'calibration', round, when: 'before', n: 40, givenMs: 5, errorMs: { min: 0.1, median: 0.2, p90: 0.3, max: 1 } };
}

function end(round: number): OrderEnd {
  return { kind: 'end', round, wallMs: 300_000, error: null };
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
