import { setTimeout as sleep } from 'node:timers/promises';
import { StoreFailed } from '../../domain/errors.ts';

const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 2_000;

/** Asks again, ever more slowly, until `check` holds. Throws StoreFailed naming `what` after `maxSeconds`. */
export async function waitUntil(what: string, maxSeconds: number, check: () => Promise<boolean>): Promise<void> {
  const giveUp = performance.now() + maxSeconds * 1000;
  for (let waitMs = FIRST_WAIT_MS; !(await check()); waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    if (performance.now() + waitMs > giveUp)
      throw new StoreFailed(`${what} did not happen within ${maxSeconds} s: try again later`);
    await sleep(waitMs);
  }
}
