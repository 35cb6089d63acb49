/**
 * A timer fires up to a millisecond late, and later on a busy machine. Waits therefore end in a turn-by-turn poll of the event
 * loop, which still serves every other connection and is never longer than this, milliseconds.
 */
const POLL_MS = 1.5;

/** Resolves at `dueMs` of performance.now(), a few microseconds late at most while the loop is free. */
export function preciselyAt(dueMs: number): Promise<void> {
  return new Promise((resolve) => {
    const poll = () => {
      if (performance.now() >= dueMs) resolve();
      else setImmediate(poll);
    };
    const restMs = dueMs - performance.now() - POLL_MS;
    if (restMs >= 1) setTimeout(poll, Math.floor(restMs));
    else poll();
  });
}

/** Resolves about `dueMs` of performance.now(), up to 2 ms late, for steps whose lateness a later step makes up for. */
export function roughlyAt(dueMs: number): Promise<void> {
  const restMs = dueMs - performance.now();
  return restMs < 1 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, Math.floor(restMs)));
}

/**
 * Waits for one step of a schedule that ends at `endMs`: roughly while the end is far, precisely near it, so that no late
 * timer ever delays the end.
 */
export function stepAt(dueMs: number, endMs: number): Promise<void> {
  return endMs - dueMs > 2 * POLL_MS ? roughlyAt(dueMs) : preciselyAt(dueMs);
}
