import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Sample, TransferSample } from '../../lib/domain/sample.ts';
import { cloudRun } from '../fixtures/report/cloud-run.ts';
import { foreignRun } from '../fixtures/report/foreign-run.ts';
import { emptyRun, interruptedRun, syntheticRun } from '../fixtures/report/synthetic-run.ts';

function validator(name: string) {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: false });
  return ajv.compile(JSON.parse(readFileSync(new URL(`../../docs/schema/${name}`, import.meta.url), 'utf8')));
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

/** Every way to leave out one property of an object tree, for the first element of each array. */
function* withoutOne(value: unknown, path = ''): Generator<[string, (copy: never) => void]> {
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value).slice(0, Array.isArray(value) ? 1 : undefined)) {
    if (!Array.isArray(value)) yield [`${path}/${key}`, (copy) => delete copy[key]];
    for (const [inner, remove] of withoutOne(child, `${path}/${key}`)) yield [inner, (copy) => remove(copy[key])];
  }
}

describe('run.schema.json', () => {
  const valid = validator('run.schema.json');

  it.each([
    ['whole', syntheticRun()],
    ['interrupted', interruptedRun()],
    ['empty', emptyRun()],
    ['foreign', foreignRun()],
    ['cloud', cloudRun()],
  ])('accepts a %s run', (_, run) => {
    expect(valid(plain(run)), JSON.stringify(valid.errors)).toBe(true);
  });

  it('refuses a run that lacks any one field the types require', () => {
    const run = plain(syntheticRun());
    // Optional by type, or open maps whose keys are data.
    const free =
      /\/(power|interval|sd|mad|p90|p95|truth|note|pair|substitutes|impossible|failed|clientBound|shape|headBytes|tls|instrument|list|skipped|reason|unit|faults|givenBytesPerSecond|rateRatio)$|\/(axes|metrics|facts|left|where|errors)\/[^/]+$/;
    const required = [...withoutOne(run)].filter(([path]) => !free.test(path));
    expect(required.length).toBeGreaterThan(100);
    const accepted = required.filter(([, remove]) => {
      const copy = plain(run);
      remove(copy as never);
      return valid(copy);
    });
    expect(accepted.map(([path]) => path)).toEqual([]);
  });

  it.each([
    [
      'a field nobody knows',
      (run: Record<string, unknown>) => {
        run.score = 1;
      },
    ],
    [
      'a number that became null',
      (run: { overhead: unknown }) => {
        run.overhead = null;
      },
    ],
    [
      'an unknown verdict',
      (run: { comparisons: { verdict: string }[] }) => {
        (run.comparisons[0] as { verdict: string }).verdict = 'maybe';
      },
    ],
    [
      'another version',
      (run: { v: number }) => {
        run.v = 2;
      },
    ],
    [
      'numbers for a cell that cannot exist',
      (run: { cells: { impossible: string }[] }) => {
        (run.cells[0] as { impossible: string }).impossible = 'no';
      },
    ],
    [
      'a percentile that n does not support',
      (run: { cells: { metrics: { ttfb: { n: number } } }[] }) => {
        (run.cells[0] as { metrics: { ttfb: { n: number } } }).metrics.ttfb.n = 99;
      },
    ],
    [
      'a resource named in the proof',
      (run: { teardown: { left: Record<string, unknown> } }) => {
        run.teardown.left.bucket = 'my-bucket';
      },
    ],
  ])('refuses %s', (_, spoil) => {
    const run = plain(syntheticRun());
    spoil(run);
    expect(valid(run)).toBe(false);
  });
});

describe('sample.schema.json', () => {
  const valid = validator('sample.schema.json');
  const transfer: TransferSample = {
    v: 1,
    run: 'r',
    cell: 'transfer:a:b',
    round: 0,
    seq: 2,
    kind: 'timed',
    at: 1.7e12,
    error: null,
    bytes: 1000,
    dns: 0.1,
    connect: 0,
    tls: 0,
    upload: null,
    ttfb: 3.2,
    body: 0.1,
    total: 3.3,
    ip: '127.0.0.1',
    reused: true,
    status: 200,
    request: 'id',
    age: 12,
    moved: 1e6,
  };
  const foreign: Sample = {
    v: 1,
    run: 'r',
    cell: 'made-up-echo:near:red',
    round: 0,
    seq: 0,
    kind: 'warmup',
    at: 1.7e12,
    error: null,
    echo: 3.2,
  };
  const failed = {
    ...transfer,
    error: { name: 'Timeout', message: 'no answer in 10 s' },
    ttfb: null,
    body: null,
    total: null,
    status: null,
  };
  const block = {
    kind: 'block',
    cell: 'c',
    round: 0,
    samples: 7,
    failures: 0,
    wallMs: 40,
    warmupMs: 1,
    measuredMs: 38,
    cpuShare: 0.4,
    loopDelayMs: 1.1,
    throttled: null,
  };
  const told = {
    ...block,
    coresAllowed: 0.0724,
    loopDelayMedianMs: 0.1,
    throttled: 3,
    throttledMs: 120.5,
    waitedMs: 0.4,
    switchedOut: 12,
    gc: { count: 1, totalMs: 0.7, maxMs: 0.7 },
    handshakes: { full: 3, resumed: 0 },
    addresses: ['192.0.2.1'],
    headBytes: 512,
  };

  it.each(Object.entries({ transfer, foreign, failed, block, told }))('accepts a line: %s', (_, line) => {
    expect(valid(plain(line)), JSON.stringify(valid.errors)).toBe(true);
  });

  it.each(Object.keys(transfer))('refuses a transfer sample without %s', (field) => {
    const { [field as keyof TransferSample]: _, ...rest } = transfer;
    expect(valid(plain(rest))).toBe(false);
  });

  it.each([
    ['an unknown kind', { ...transfer, kind: 'maybe' }],
    ['a success without its time', { ...transfer, total: null }],
    ['a negative time', { ...transfer, ttfb: -1 }],
    ['an error that is text', { ...transfer, error: 'Timeout' }],
    ['a nested metric', { ...foreign, echo: { ms: 3 } }],
    ['a block with an unknown field', { ...block, note: 'x' }],
  ])('refuses %s', (_, line) => {
    expect(valid(plain(line))).toBe(false);
  });
});
