import { setTimeout as pause } from 'node:timers/promises';

/** Asks until the answer will do; throws the last answer after the limit. */
export async function until<T>(ask: () => Promise<T>, enough: (answer: T) => boolean, seconds = 30): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (enough(answer)) return answer;
    if (Date.now() > end) throw new Error(`after ${seconds} s still ${JSON.stringify(answer)?.slice(0, 500)}`);
    await pause(100);
  }
}
