import type { Truth } from '../run.ts';
import type { Sample } from '../sample.ts';
import { median } from './quantile.ts';

/** What a server says it gave, by request id, milliseconds. */
export type Given = ReadonlyMap<string, { readonly delayMs: number; readonly uploadMs: number; readonly bodyMs: number }>;

/** One request as the client measured it and as the server says it served it: times in milliseconds. */
export interface TruthPair {
  readonly ttfbMs: number;
  readonly bodyMs: number;
  /** Bytes of the response's body, the ones that `bodyMs` and `givenBodyMs` took; 0 for a PUT. */
  readonly bytes: number;
  readonly givenDelayMs: number;
  readonly givenBodyMs: number;
}

/** Below this a body leaves in a few writes, and its time says nothing about a rate. */
const RATE_FROM_BYTES = 1_000_000;

/** What was measured against what was given, medians over the requests of one cell. Undefined without a pair. */
export function truthOf(pairs: readonly TruthPair[]): Truth | undefined {
  if (pairs.length === 0) return undefined;
  const rated = pairs.filter(({ bytes, bodyMs, givenBodyMs }) => bytes >= RATE_FROM_BYTES && bodyMs > 0 && givenBodyMs > 0);
  return {
    n: pairs.length,
    givenTtfbMs: median(pairs.map(({ givenDelayMs }) => givenDelayMs)),
    ttfbErrorMs: median(pairs.map(({ ttfbMs, givenDelayMs }) => ttfbMs - givenDelayMs)),
    ...(rated.length > 0 && {
      givenBytesPerSecond: median(rated.map(({ bytes, givenBodyMs }) => (bytes / givenBodyMs) * 1_000)),
      rateRatio: median(rated.map(({ bodyMs, givenBodyMs }) => givenBodyMs / bodyMs)),
    }),
  };
}

/** A sample beside what its server gave it; undefined where the server knows nothing of it, or the sample lacks a time. */
export function truthPairOf(sample: Sample, given: Given): TruthPair | undefined {
  const truth = given.get(String(sample.request));
  const { ttfb, body, bytes, upload } = sample;
  if (!truth || typeof ttfb !== 'number' || typeof body !== 'number' || typeof bytes !== 'number') return undefined;
  // A client's upload ends in its kernel's buffer, a server's when the last byte arrives: only both phases together compare.
  const sent = typeof upload === 'number' ? { ms: upload, givenMs: truth.uploadMs, down: 0 } : { ms: 0, givenMs: 0, down: bytes };
  const givenDelayMs = sent.givenMs + truth.delayMs;
  return { ttfbMs: sent.ms + ttfb, bodyMs: body, bytes: sent.down, givenDelayMs, givenBodyMs: truth.bodyMs };
}
