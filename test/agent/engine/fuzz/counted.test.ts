import { afterAll, beforeAll, expect, it } from 'vitest';
import { clock } from '../../../../agent/engine/clock.ts';
import { MovedBytes } from '../../../../agent/engine/moved.ts';
import { connectionPool } from '../../../../agent/engine/pool.ts';
import type { Station } from '../../../../agent/role.ts';
import { mediansOf, resultOf } from '../../../../lib/domain/results.ts';
import type { Metric } from '../../../../lib/domain/scenario.ts';
import { emptyTally, take } from '../../../../lib/domain/tally.ts';
import { measureTransfer } from '../../../../lib/scenarios/transfer/measure.ts';
import { CORPUS } from '../../../fixtures/responses/corpus.ts';
import { blockOf, orderOf, post } from '../../exchanges.ts';
import { CONTENT, type PlaybackServer, playbackServer } from './playback-server.ts';

const TTFB: Metric = { name: 'ttfb', title: 'TTFB', unit: 'ms', better: 'lower' };
let server: PlaybackServer;

beforeAll(async () => {
  server = await playbackServer();
});
afterAll(() => server.close());

it('counts every kind of improper answer once by its name, from the socket to the cell of run.json, and times none of them', async () => {
  // A timed read is held against its length; its content is compared in the warm-ups.
  const outcomes = [...new Set(CORPUS.map(({ outcome }) => outcome))].filter((outcome) => outcome !== 'ContentMismatch');
  const answers = outcomes.map((outcome) => CORPUS.find((answer) => answer.outcome === outcome && answer.method !== 'PUT'));
  const limit = { ms: 0 };
  const block = blockOf(
    'fresh',
    0,
    answers.map(() => server.asked('GET')),
  );
  const order = orderOf([block]);
  const signal = new AbortController().signal;
  const moved = new MovedBytes();
  const setup = {
    content: () => CONTENT,
    get timeoutMs() {
      return limit.ms;
    },
    moved,
    signal,
  };
  const head: Station['head'] = (seq, kind, at, error) => ({
    v: 1,
    run: post.run,
    cell: block.cell,
    round: 0,
    seq,
    kind,
    at,
    error,
  });
  const engine = { pool: (turn: number) => connectionPool(setup, turn), moved: () => moved.total() };
  const station: Station = { post, order, engine, clock, turn: 0, signal, measured: () => {}, head };

  const tally = emptyTally({ metrics: [TTFB], givenOf: () => undefined });
  const samples = measureTransfer(station, block);
  for (const answer of answers) {
    if (!answer) throw new Error('every outcome has an answer');
    server.play(answer);
    limit.ms = answer.outcome === 'Timeout' ? 250 : 20_000;
    const { value } = await samples.next();
    if (value) take(tally, value);
  }
  await samples.return(undefined);

  const own = tally.cells.get(block.cell);
  const cell = { id: block.cell, scenario: 'transfer', axes: block.axes };
  const medians = mediansOf(own, [TTFB], 1);
  const result = resultOf({
    cell,
    tally: own,
    metrics: [TTFB],
    medians,
    shown: new Set(),
    windowed: undefined,
    failed: undefined,
  });
  const named = outcomes.filter((outcome) => outcome !== 'ok');
  expect(named.length).toBeGreaterThan(10);
  expect(result.errors).toEqual(Object.fromEntries(named.map((name) => [name, 1])));
  expect(result).toMatchObject({ n: 1, failures: named.length, metrics: { ttfb: { n: 1 } } });
});
