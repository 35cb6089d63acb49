import { StoreFailed } from '../../domain/errors.ts';
import { inParallel } from '../../domain/in-parallel.ts';
import type { Bucket } from './bucket.ts';
import type { Stored } from './bucket-pages.ts';

/** The object that says whose container this is. Written first, deleted last. */
export const MARKER = '.firstbyte-run';

const ABORTS_AT_ONCE = 16;
const PASSES = 3;

/** What a run may touch: a whole bucket it made, or a prefix of one that was given. */
export interface Claim {
  readonly bucket: Bucket;
  /** Ends with a slash; empty for a bucket of the run's own. */
  readonly prefix: string;
  readonly run: string;
  /** What to do when a bucket that was given is not there. */
  readonly whenMissing?: string;
}

type Owner = 'this run' | 'nobody' | 'missing';

/**
 * Claims the container: makes the bucket unless one was given, and marks it. Calls `touching` before anything is made. Repeatable.
 * Throws StoreFailed when it is not ours.
 */
export async function claim(mine: Claim, touching: () => void = () => {}): Promise<void> {
  const { bucket, prefix, run, whenMissing = 'create it, or give none to let the run make its own' } = mine;
  const owner = await ownerOf(mine);
  if (owner !== 'missing' || prefix === '') touching();
  if (owner === 'this run') return;
  if (owner === 'missing') {
    if (prefix !== '') throw new StoreFailed(`bucket ${bucket.name} does not exist: ${whenMissing}`);
    await bucket.create();
  }
  await bucket.write(prefix + MARKER, run);
}

/** Removes what the run made. Idempotent; throws StoreFailed before touching anything when the container is not ours. */
export async function release({ bucket, prefix, run }: Claim): Promise<void> {
  for (let pass = 0; pass < PASSES; pass++) {
    if ((await ownerOf({ bucket, prefix, run })) === 'missing') return;
    await empty(bucket, prefix);
    if (prefix !== '' || (await bucket.remove())) return;
    // A PUT that was still under way has landed since: mark the bucket again, so that this pass or a later sweep may go on.
    await bucket.write(MARKER, run);
  }
  throw new StoreFailed(`bucket ${bucket.name} is still being written to: stop its hosts and remove it again`);
}

/** What is there now, by kind. */
export async function remains({ bucket, prefix }: Claim): Promise<{ objects: number; uploads: number; buckets: number }> {
  if ((await bucket.read(prefix + MARKER)) === 'no bucket') return { objects: 0, uploads: 0, buckets: 0 };
  let objects = 0;
  let uploads = 0;
  for await (const page of bucket.list(prefix)) objects += page.length;
  for await (const page of bucket.uploads(prefix)) uploads += page.length;
  return { objects, uploads, buckets: prefix === '' ? 1 : 0 };
}

/**
 * Whose container it is. An empty one without a marker is nobody's: it is what remains when a run dies between making a
 * bucket and marking it, or between unmarking and deleting it. Anything else that is not ours throws.
 */
async function ownerOf({ bucket, prefix, run }: Claim): Promise<Owner> {
  const marker = await bucket.read(prefix + MARKER);
  if (marker === 'no bucket') return 'missing';
  const where = prefix === '' ? `bucket ${bucket.name}` : `${prefix} in bucket ${bucket.name}`;
  if (marker === 'no object') {
    if (await isEmpty(bucket, prefix)) return 'nobody';
    throw new StoreFailed(
      `${where} holds objects but no marker of a run: it is left alone; remove it yourself, or start a new run`,
    );
  }
  if (marker.text.trim() === run) return 'this run';
  throw new StoreFailed(
    `${where} belongs to another run (${marker.text.trim().slice(0, 80)}): it is left alone; start a new run`,
  );
}

async function isEmpty(bucket: Bucket, prefix: string): Promise<boolean> {
  const first = async (pages: AsyncGenerator<readonly unknown[]>) => {
    for await (const page of pages) if (page.length > 0) return false;
    return true;
  };
  return (await first(bucket.list(prefix))) && (await first(bucket.uploads(prefix)));
}

async function empty(bucket: Bucket, prefix: string): Promise<void> {
  for await (const page of bucket.uploads(prefix)) await inParallel(page, ABORTS_AT_ONCE, (upload) => bucket.abort(upload));
  const markers: Stored[] = [];
  for await (const page of bucket.list(prefix)) {
    const isMarker = ({ key }: Stored) => key === prefix + MARKER;
    markers.push(...page.filter(isMarker));
    await bucket.deleteAll(page.filter((stored) => !isMarker(stored)));
  }
  await bucket.deleteAll(markers);
}
