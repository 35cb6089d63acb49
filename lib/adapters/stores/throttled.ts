import { setTimeout as sleep } from 'node:timers/promises';
import type { Patience } from './patience.ts';
import { failureName, failureStatus } from './store-failure.ts';

/** Wasabi says it with status 400, DynamoDB too, each with a code of its own. */
const CODES =
  /^(SlowDown|Throttling|ThrottlingException|TooManyRequests|TooManyRequestsException|RequestLimitExceeded|RequestRateLimitExceeded|ProvisionedThroughputExceededException)$/;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/** Whether a service refused a request only because there were too many. */
export function isThrottled(error: unknown): boolean {
  const status = failureStatus(error);
  return status === 503 || status === 429 || CODES.test(failureName(error));
}

/**
 * Does administrative work again, ever more slowly, while the service says that it is throttling, for at most `seconds`; then its
 * refusal is thrown. Never used for what is measured: there a refusal is a result.
 */
export async function patiently<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const giveUp = performance.now() + seconds * 1000;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      // Half of the wait is drawn by lot: many who were refused together must not come back together.
      const drawnMs = waitMs * (0.5 + Math.random() / 2);
      if (!isThrottled(error) || performance.now() + drawnMs > giveUp) throw error;
      await sleep(drawnMs);
    }
  }
}

/**
 * `patiently` for one service: its first answer is waited for `contactSeconds` only, because a service that refuses everything from the
 * start is not there; once it has answered, `throttledSeconds`.
 */
export function patienceWith(patience: Pick<Patience, 'contactSeconds' | 'throttledSeconds'>) {
  let answered = false;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    const result = await patiently(answered ? patience.throttledSeconds : patience.contactSeconds, work);
    answered = true;
    return result;
  };
}
