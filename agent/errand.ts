import { setTimeout as sleep } from 'node:timers/promises';
import { ERRAND_VERSION, type Errand } from '../lib/domain/errand.ts';
import { NamedError, oneLine } from '../lib/domain/errors.ts';
import { serviceCode } from './engine/status.ts';
import { checkPost } from './order-check.ts';
import type { Sink } from './run-order.ts';
import { type Answer, type SideRequest, sideRequest } from './side-request.ts';

/** Pauses before the second and later attempts, milliseconds. They fall between blocks, never inside the clock. */
const PAUSES_MS: readonly number[] = [200, 1000, 3000];
const ATTEMPT_MS = 20_000;
/** Answers that no further attempt changes: a URL that has expired, was signed wrongly or leads nowhere. */
const FINAL = new Set([403, 404]);

/** The errand behind a presigned URL. Error: BadErrand, without the URL. */
export async function fetchErrand(url: string, pausesMs = PAUSES_MS): Promise<Errand> {
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new NamedError('BadErrand', 'no address of an errand was given');
  const answer = await patiently({ method: 'GET', url, timeoutMs: ATTEMPT_MS }, pausesMs).catch((error: unknown) => {
    throw new NamedError('BadErrand', `the errand cannot be fetched: ${oneLine(error)}`);
  });
  if (answer.status !== 200) throw new NamedError('BadErrand', `the errand cannot be fetched: ${refusal(answer)}`);
  return checkErrand(answer.text);
}

function checkErrand(text: string): Errand {
  let errand: Partial<Errand> | null;
  try {
    errand = JSON.parse(text) as Partial<Errand> | null;
  } catch {
    throw new NamedError('BadErrand', 'the errand is not JSON');
  }
  if (errand?.v !== ERRAND_VERSION) {
    throw new NamedError('BadErrand', `the errand has version ${JSON.stringify(errand?.v)}, this agent reads ${ERRAND_VERSION}`);
  }
  const { uploads, order = null } = errand;
  const urls = Array.isArray(uploads) && uploads.length > 0 && uploads.every((one) => typeof one === 'string');
  if (!urls) throw new NamedError('BadErrand', 'the errand has nowhere to write to');
  // What is wrong with an order is said in its `end` line, which has somewhere to go now.
  return { v: ERRAND_VERSION, post: checkPost(errand.post), order, uploads };
}

/**
 * Writes lines, each time to the next of the errand's URLs. Errors: `LinesNotWritten`, and `AlreadyTaken` when the first write finds
 * that another process has begun the same errand: deliveries may come twice, and both would measure at the same time.
 */
export function uploadSink(uploads: readonly string[], pausesMs = PAUSES_MS): Sink {
  const urls = uploads.entries();
  return async (lines) => {
    const { value: next } = urls.next();
    if (!next) throw new NamedError('LinesNotWritten', 'the errand has no upload URL left');
    const [turn, url] = next;
    let attempts = 0;
    const answer = await patiently(
      {
        method: 'PUT',
        url,
        // Never over what is there: it was written by another process, or by an attempt of ours whose answer was lost.
        headers: { 'if-none-match': '*' },
        body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
        timeoutMs: ATTEMPT_MS,
      },
      pausesMs,
      () => attempts++,
    ).catch((error: unknown) => {
      throw new NamedError('LinesNotWritten', `lines could not be written: ${oneLine(error)}`);
    });
    if (answer.status < 300) return;
    if (answer.status === 412 && attempts > 1) return;
    if (answer.status === 412 && turn === 0) throw new NamedError('AlreadyTaken', 'this errand is run by another process');
    throw new NamedError('LinesNotWritten', `lines could not be written: ${refusal(answer)}`);
  };
}

const refusal = ({ status, text }: Answer): string => `answered ${status} ${serviceCode(text) ?? ''}`.trim();

/** Tries again after network errors and answers that may change; the last answer or error is the result. */
async function patiently(request: SideRequest, pausesMs: readonly number[], onAttempt?: () => void): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const pause = pausesMs[attempt];
    onAttempt?.();
    try {
      const answer = await sideRequest(request);
      const settled = answer.status < 300 || answer.status === 412 || FINAL.has(answer.status);
      if (settled || pause === undefined) return answer;
    } catch (error) {
      if (pause === undefined) throw error;
    }
    await sleep(pause);
  }
}
