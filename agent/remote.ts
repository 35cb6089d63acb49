import type { Errand } from '../lib/domain/errand.ts';
import { oneLine } from '../lib/domain/errors.ts';
import type { Post } from '../lib/domain/order.ts';
import { clock } from './engine/clock.ts';
import { sampleError } from './engine/faults.ts';
import { fetchErrand, uploadSink } from './errand.ts';
import { hostFacts } from './facts.ts';
import { inLoopbackThread } from './loopback-server.ts';
import { clientOf } from './main.ts';
import type { Measures } from './role.ts';
import type { Sink } from './run-order.ts';

/** Exit codes of one errand: done (also when its order could not be carried out and its `end` says so), not written, not begun. */
const DONE = 0;
const NOT_WRITTEN = 1;
const NOT_BEGUN = 2;

/**
 * The measuring program on a machine far away: one process an errand, given as its presigned URL. A client without an order says that
 * it can measure and ends; with one it runs it. A server role reports its addresses and serves until SIGTERM. One line on stderr
 * says why it could not.
 */
export async function runRemote(measures: Measures, url: string | undefined): Promise<void> {
  if (inLoopbackThread()) return;
  process.exit(await codeOf(measures, url));
}

async function codeOf(measures: Measures, url: string | undefined): Promise<number> {
  let errand: Errand;
  try {
    errand = await fetchErrand(url ?? '');
  } catch (error) {
    return complain(error, NOT_BEGUN);
  }
  const sink = uploadSink(errand.uploads);
  try {
    if (errand.post.serves) await serve(measures, errand.post, sink);
    else await work(measures, errand, sink);
    return DONE;
  } catch (error) {
    // Another process has begun this errand: it will say how it ends.
    if (error instanceof Error && error.name === 'AlreadyTaken') return DONE;
    if (errand.order)
      await sink([{ kind: 'end', round: errand.order.round, wallMs: 0, error: sampleError(error) }]).catch(() => {});
    return complain(error, NOT_WRITTEN);
  }
}

async function work(measures: Measures, { post, order }: Errand, sink: Sink): Promise<void> {
  const { facts, work: run } = await clientOf(measures)(post);
  if (order) await run(order, sink);
  else await sink([{ kind: 'ready', addresses: {}, facts }]);
}

/** Ends when the role does, which it has to on SIGTERM. */
async function serve(measures: Measures, post: Post, sink: Sink): Promise<void> {
  const role = measures[post.scenario]?.[post.role];
  if (role?.kind !== 'server') throw new Error(`no server role ${post.role} in scenario ${post.scenario}`);
  const stopping = new AbortController();
  process.once('SIGTERM', () => stopping.abort());
  const reported = Promise.withResolvers<void>();
  const served = role.serve({
    post,
    clock,
    stopped: stopping.signal,
    ready: (addresses) => void sink([{ kind: 'ready', addresses, facts: hostFacts() }]).then(reported.resolve, reported.reject),
  });
  await Promise.race([served, reported.promise]);
  await served;
}

function complain(error: unknown, code: number): number {
  process.stderr.write(`${sampleError(error).message || oneLine(error)}\n`);
  return code;
}
