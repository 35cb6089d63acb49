import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { BadInput } from '../../domain/errors.ts';
import { failureName } from '../stores/store-failure.ts';

/** Beside the folders of all runs. Who holds it is the run under way; nobody deletes it. */
const KEY = 'lock.json';
/** From taking the lock to starting the execution are two requests; one that takes longer starts nothing any more. */
const START_MS = 60_000;
/** A lock without an execution is somebody's who is about to start it, for this long: clocks of two machines may differ. */
const STALE_MS = 3 * 60_000;

interface Lock {
  readonly run: string;
  readonly at: string;
}

export interface RunLock {
  readonly s3: S3Client;
  /** The run bucket. */
  readonly bucket: string;
  /** Status of a run's execution; undefined when there is none. */
  readonly statusOf: (run: string) => Promise<string | undefined>;
  readonly now: () => Date;
}

/**
 * Takes the one lock of a deployment for a run, so that of two `npm start` only one starts. A lock is stale when the execution it names
 * is over, or never came to be. Throws BadInput, one line, for the loser. Returns what throws BadInput when the lock has become too old to
 * start under: to be called right before.
 */
export async function takeLock(where: RunLock, run: string): Promise<() => void> {
  const at = where.now();
  const lock: Lock = { run, at: at.toISOString() };
  if (!(await written(where, lock, { IfNoneMatch: '*' }))) {
    const { holder, etag } = await heldNow(where);
    // Our own: it was written, and the answer was lost on the way.
    const ours = holder?.run === run;
    if (!ours) await refuseWhileHeld(where, holder);
    if (!ours && !(await written(where, lock, etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag })))
      throw new BadInput('another npm start was faster: npm start -- --attach shows its run.');
  }
  return () => {
    if (where.now().getTime() - at.getTime() > START_MS)
      throw new BadInput(
        'AWS took too long to answer, and another npm start may be faster by now: nothing was started, start again.',
      );
  };
}

async function refuseWhileHeld({ statusOf, now }: RunLock, holder: Lock | undefined): Promise<void> {
  if (!holder) return;
  const status = await statusOf(holder.run);
  if (status === 'RUNNING')
    throw new BadInput(
      `run ${holder.run} is under way: npm start -- --attach ${holder.run}, or npm start -- --stop ${holder.run}.`,
    );
  const age = now().getTime() - Date.parse(holder.at);
  if (status === undefined && age < STALE_MS)
    throw new BadInput(
      `another npm start is starting run ${holder.run}, or failed to: try again in ${STALE_MS / 60_000} minutes.`,
    );
}

/** False where another writer was faster. */
async function written(
  { s3, bucket: Bucket }: RunLock,
  lock: Lock,
  condition: { readonly IfNoneMatch?: '*'; readonly IfMatch?: string },
): Promise<boolean> {
  try {
    await s3.send(
      new PutObjectCommand({ Bucket, Key: KEY, Body: JSON.stringify(lock), ContentType: 'application/json', ...condition }),
    );
    return true;
  } catch (error) {
    // 412: somebody wrote it meanwhile; 409: is writing it; 404: deleted it.
    if (['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'].includes(failureName(error))) return false;
    throw error;
  }
}

async function heldNow({ s3, bucket: Bucket }: RunLock): Promise<{ holder?: Lock; etag?: string }> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key: KEY }));
    const holder = JSON.parse((await Body?.transformToString()) ?? '{}') as Lock;
    return { holder, ...(ETag === undefined ? {} : { etag: ETag }) };
  } catch (error) {
    if (failureName(error) === 'NoSuchKey') return {};
    throw error;
  }
}
