/** A stretch of a body: bytes start..end leave `dueMs` after the first byte did. */
export interface Slice {
  readonly start: number;
  readonly end: number;
  readonly dueMs: number;
}

export interface SlicePlan {
  readonly count: number;
  readonly largest: number;
  slice(index: number): Slice;
}

const FIRST_BYTES = 512;
const STEP_MS = 0.5;
const MIN_STEP_BYTES = 4 * 1024;
const MAX_STEP_BYTES = 64 * 1024;
const FREE_STEP_BYTES = 256 * 1024;
/** A body that takes less time than this leaves in one piece: a second write would cost more than it shapes. */
const WHOLE_MS = 0.05;

/**
 * How a body leaves at a rate (bytes/s; 0 = unlimited). The first slice is tiny and leaves with the head, slice i when its
 * last byte is due at bytes/rate: the time from the first to the last byte is then bytes/rate without the bias of a chunk.
 */
export function planSlices(bytes: number, bytesPerSecond: number): SlicePlan {
  const wholeMs = bytesPerSecond > 0 ? (bytes / bytesPerSecond) * 1000 : 0;
  const step =
    bytesPerSecond > 0
      ? Math.max(MIN_STEP_BYTES, Math.min(MAX_STEP_BYTES, Math.round((bytesPerSecond * STEP_MS) / 1000)))
      : FREE_STEP_BYTES;
  const paced = wholeMs >= WHOLE_MS;
  const first = Math.min(bytes, paced ? FIRST_BYTES : step);
  const count = 1 + Math.ceil((bytes - first) / step);
  return {
    count,
    largest: Math.max(first, Math.min(step, bytes - first)),
    slice(index) {
      if (index === 0) return { start: 0, end: first, dueMs: 0 };
      const start = first + (index - 1) * step;
      const end = Math.min(bytes, start + step);
      return { start, end, dueMs: paced ? (end / bytesPerSecond) * 1000 : 0 };
    },
  };
}
