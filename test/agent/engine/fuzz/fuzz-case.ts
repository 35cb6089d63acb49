import { setTimeout as sleep, setImmediate as turnOfLoop } from 'node:timers/promises';
import fc from 'fast-check';
import { MovedBytes } from '../../../../agent/engine/moved.ts';
import { connectionPool } from '../../../../agent/engine/pool.ts';
import type { Flight } from '../../../../agent/role.ts';
import { CORPUS } from '../../../fixtures/responses/corpus.ts';
import type { RecordedResponse } from '../../../fixtures/responses/recorded.ts';
import { FAULT_NAMES } from './fault-names.ts';
import { type Mutation, mutated, mutations, pieces } from './mutation.ts';
import { CONTENT, type PlaybackServer } from './playback-server.ts';

/** The deadline of a broken exchange. Many never end, and most of the time of a fuzz is spent waiting for those. */
const DEADLINE_MS = 150;
/** The deadline where nothing may go wrong, and how long nothing at all may happen before it counts as a hang. */
const PATIENCE_MS = 20_000;
/** Less than a TLS record, which is what one read of the smaller kind holds. */
const ONE_READ_BYTES = 8000;
/** What the end of a connection or bytes left over from the broken answer may make of the request that follows it. */
const LATE = new Set(['ExcessData', 'EndedEarly', 'Reset']);

/** One answer of the corpus with changes, as a reproducer shows it. */
export interface FuzzCase {
  readonly answer: RecordedResponse;
  readonly changes: readonly Mutation[];
  readonly cuts: readonly number[];
  readonly after: RecordedResponse['after'];
}

/** Long answers cost their time and rarely find anything a short one does not: one case in ten has one. */
const isLong = ({ segments }: RecordedResponse): boolean => segments.join('').length > 2000;
const proper = CORPUS.filter((answer) => !isLong(answer) && answer.outcome === 'ok');
const improper = CORPUS.filter((answer) => !isLong(answer) && answer.outcome !== 'ok');

/** The server mostly ends the connection: an answer cut short then fails at once and not at its deadline. */
export const fuzzCases: fc.Arbitrary<FuzzCase> = fc.record({
  answer: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...proper) },
    { weight: 3, arbitrary: fc.constantFrom(...improper) },
    { weight: 1, arbitrary: fc.constantFrom(...CORPUS.filter(isLong)) },
  ),
  changes: mutations,
  cuts: fc.oneof(fc.constant([]), fc.array(fc.nat(400), { maxLength: 4 })),
  after: fc.constantFrom('ends', 'ends', 'ends', 'ends', 'resets', 'stays'),
});

/** The error's name, or `ok`. */
export const nameOf = ({ error }: Flight): string => error?.name ?? 'ok';

/**
 * Plays the case on a new pool and sends two proper requests after it. Throws, with the segments as they were sent, where anything
 * hangs, fails without a name of the closed list, has impossible times, or where the request that follows is not answered properly.
 * Returns the name of the broken exchange's outcome.
 */
export async function runCase(server: PlaybackServer, { answer, changes, cuts, after }: FuzzCase): Promise<string> {
  const segments = pieces(mutated(answer.segments.join(''), changes), cuts);
  const limit = { ms: DEADLINE_MS };
  const setup = {
    content: () => CONTENT,
    get timeoutMs() {
      return limit.ms;
    },
    moved: new MovedBytes(),
    signal: new AbortController().signal,
  };
  const pool = connectionPool(setup, 0);
  const wrong = (what: string): Error =>
    new Error(`${what}; ${JSON.stringify({ method: answer.method ?? 'GET', segments, after })}`);
  try {
    server.play({ segments, after });
    const broken = await inTime(pool.fly(server.asked(answer.method ?? 'GET'), { verify: true }), wrong);
    refuseImpossible(broken, wrong);
    limit.ms = PATIENCE_MS;
    await settled(server);
    const first = await inTime(pool.fly(server.next, { verify: true }), wrong);
    refuseImpossible(first, wrong);
    // One short segment is read at once and the connection stays: nothing of it can come later.
    const late = segments.length > 1 || after !== 'stays' || (segments[0]?.length ?? 0) > ONE_READ_BYTES;
    if (first.error && !(late && LATE.has(first.error.name))) throw wrong(`the next request failed: ${first.error.message}`);
    const second = await inTime(pool.fly(server.next, { verify: true }), wrong);
    if (second.error) throw wrong(`the request after the next failed: ${second.error.message}`);
    return nameOf(broken);
  } finally {
    pool.close();
  }
}

async function inTime(flight: Promise<Flight>, wrong: (what: string) => Error): Promise<Flight> {
  const watch = new AbortController();
  const late = sleep(PATIENCE_MS + 10_000, undefined, { signal: watch.signal }).then(() => {
    throw wrong('nothing happened');
  });
  late.catch(() => {});
  return Promise.race([flight, late]).finally(() => watch.abort());
}

function refuseImpossible(flight: Flight, wrong: (what: string) => Error): void {
  const { error, connect, tls, upload, ttfb, body, total } = flight;
  if (error && !FAULT_NAMES.has(error.name)) throw wrong(`${error.name} is no name of the list: ${error.message}`);
  if (error && (total !== null || body !== null)) throw wrong('a failed exchange has a total');
  const phases = [connect, tls, upload, ttfb, body].map((phase) => phase ?? 0);
  if (phases.some((phase) => !(phase >= 0))) throw wrong(`a phase is negative: ${phases}`);
  if (error) return;
  const sum = phases.reduce((all, phase) => all + phase, 0);
  if (ttfb === null || total === null || Math.abs(total - sum) > 1e-3) throw wrong(`phases ${phases} and total ${total}`);
}

/** All of the answer has been written, and what was under way on loopback has been seen. */
async function settled(server: PlaybackServer): Promise<void> {
  await server.written();
  await turnOfLoop();
  await turnOfLoop();
}
