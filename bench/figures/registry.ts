import { dynamodb } from './dynamodb.ts';
import type { Figure } from './figure.ts';
import { firstRequest } from './first-request.ts';
import { freshTls } from './fresh-tls.ts';
import { memory } from './memory.ts';
import { oneGigabyte } from './one-gigabyte.ts';
import { quota } from './quota.ts';
import { reusedSmall } from './reused-small.ts';
import { sixteenStreams } from './sixteen-streams.ts';
import { tail } from './tail.ts';
import { truth } from './truth.ts';
import { wireError } from './wire-error.ts';

/** All figures, in the order they are measured. */
export const figures: readonly Figure[] = [
  reusedSmall,
  tail,
  freshTls,
  dynamodb,
  wireError,
  truth,
  firstRequest,
  oneGigabyte,
  sixteenStreams,
  quota,
  memory,
];
