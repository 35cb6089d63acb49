import type { CellResult, WindowStat } from '../run.ts';
import { median } from './quantile.ts';

/** Of one operation: its speed in bytes/s, and the bytes its host had moved in the five minutes before it. */
export interface Moved {
  readonly speed: number;
  readonly movedBytes: number;
}

/** After this share of the most that a host moved before any of the operations it still had credits; from the other on it had few. */
const BURST_SHARE = 0.1;
const SUSTAINED_SHARE = 0.5;
/**
 * Five minutes at 0.032 Gbit/s, the least baseline of the catalog's hosts (t3.nano): whoever moved less has spent no credits, however
 * much more that is than at other times.
 */
const LEAST_SUSTAINED_BYTES = (300 * 0.032e9) / 8;
/** The median of fewer operations is that of one. */
const MIN_OPERATIONS = 3;

/**
 * Speeds of a bulk cell while its host had credits, and after it had moved much: burst are the operations before which the host had
 * moved at most a tenth of the most it moved before any of them, sustained those before which it had moved half of that or more, and
 * at least 1.2 GB. What lies between is neither. Undefined where one kind has fewer than three operations: a host that never rested,
 * or never worked, has no second window to be held against.
 */
export function windowsOf(operations: readonly Moved[]): CellResult['windows'] {
  const known = operations.filter(({ speed, movedBytes }) => Number.isFinite(speed) && Number.isFinite(movedBytes));
  const most = known.reduce((most, { movedBytes }) => Math.max(most, movedBytes), 0);
  const burst = known.filter(({ movedBytes }) => movedBytes <= BURST_SHARE * most);
  const sustained = known.filter(({ movedBytes }) => movedBytes >= Math.max(SUSTAINED_SHARE * most, LEAST_SUSTAINED_BYTES));
  if (Math.min(burst.length, sustained.length) < MIN_OPERATIONS) return undefined;
  return { burst: windowStat(burst), sustained: windowStat(sustained) };
}

function windowStat(operations: readonly Moved[]): WindowStat {
  return {
    n: operations.length,
    median: median(operations.map(({ speed }) => speed)),
    movedBytes: median(operations.map(({ movedBytes }) => movedBytes)),
  };
}
