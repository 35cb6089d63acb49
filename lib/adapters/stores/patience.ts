/** How long administration and seeding may wait for a service; measured requests have a timeout of their own in the order. */
export interface Patience {
  readonly connectSeconds: number;
  /** The first question to a service, all attempts together: one that does not answer it is not there. */
  readonly contactSeconds: number;
  /** Longest silence of a connection. */
  readonly answerSeconds: number;
  /** How long a request that is refused as one too many is tried again. */
  readonly throttledSeconds: number;
}

export const PATIENCE: Patience = { connectSeconds: 5, contactSeconds: 10, answerSeconds: 30, throttledSeconds: 60 };
