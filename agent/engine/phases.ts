import { tidy } from './clock.ts';
import type { Marks } from './transaction.ts';

/** The stamps of one part; `dialled` etc. are set when its connection was made for it. */
export interface PartMarks extends Marks {
  readonly dial: { readonly dialled: number; readonly connected: number; readonly secured: number } | undefined;
}

export interface Phases {
  readonly connect: number;
  readonly tls: number;
  readonly upload: number | null;
  readonly ttfb: number;
  readonly body: number;
  readonly total: number;
}

/** When the clock of a flight started: its first connect call, or its first write on an open connection. */
export const startOf = (parts: readonly PartMarks[]): number =>
  Math.min(...parts.filter(({ begun }) => begun > 0).map(({ dial, begun }) => dial?.dialled ?? begun));

/**
 * One timeline for all parts of a flight, cut into phases that add up to its total.
 * Reading, several parts: `connect` and `tls` are those of the connection that answered first, `ttfb` ends with the earliest
 * response's first byte, `body` with the last byte of all. Writing: `upload` ends when the kernel has the last byte of all parts,
 * `ttfb` with the first byte of the last response. For one part both are the plain phases of a request.
 */
export function phasesOf(parts: readonly PartMarks[], writes: boolean): Phases {
  const start = startOf(parts);
  const lead = parts.reduce((a, b) => ((writes ? b.begun < a.begun : b.first < a.first) ? b : a));
  const connected = lead.dial?.connected ?? start;
  const secured = lead.dial?.secured ?? start;
  const uploaded = writes ? Math.max(...parts.map((part) => part.uploaded)) : secured;
  const firsts = parts.map((part) => part.first);
  const first = writes ? Math.max(...firsts) : Math.min(...firsts);
  const last = Math.max(...parts.map((part) => part.last));
  const connect = tidy(connected - start);
  const tls = tidy(secured - connected);
  const upload = writes ? tidy(uploaded - secured) : null;
  const ttfb = tidy(first - uploaded);
  const body = tidy(last - first);
  return { connect, tls, upload, ttfb, body, total: tidy(connect + tls + (upload ?? 0) + ttfb + body) };
}
