import type { Order, Post } from './order.ts';

export const ERRAND_VERSION = 1;

/**
 * What a host far away is handed, as one JSON document behind one presigned URL. Without an order a client reports that it is ready and
 * ends, and a server role serves until it is ended.
 */
export interface Errand {
  readonly v: typeof ERRAND_VERSION;
  readonly post: Post;
  readonly order: Order | null;
  /** Presigned PUT URLs, one for each write in turn: the host may add lines, and read or change nothing. */
  readonly uploads: readonly string[];
}
