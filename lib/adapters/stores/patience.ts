/** How long administration and seeding may wait for a service; measured requests have a timeout of their own in the order. */
export interface Patience {
  readonly connectSeconds: number;
  /** Longest silence of a connection. */
  readonly answerSeconds: number;
}

export const PATIENCE: Patience = { connectSeconds: 5, answerSeconds: 30 };
