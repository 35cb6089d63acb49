import { type Random, seeded, subSeed } from '../../../domain/random.ts';

/** How a delay or a rate differs from request to request: what it is multiplied by. */
export type Variation =
  /** This share of all requests, 0..1, gets `factor` times as much, the others what the shape says. */
  | { readonly kind: 'bimodal'; readonly share: number; readonly factor: number }
  /** A heavy tail: lognormal around the shape's own, which is the median; one in a hundred gets exp(2.33 sigma) times as much or more. */
  | { readonly kind: 'lognormal'; readonly sigma: number }
  /** In a straight line from what the shape says to `factor` times as much, over so many requests for object data; then it stays. */
  | { readonly kind: 'drift'; readonly factor: number; readonly requests: number };

export const VARIATION_KINDS: readonly Variation['kind'][] = ['bimodal', 'lognormal', 'drift'];

/** The same draws for the same seed and name, in the order of requests. */
export function factors(of: Variation | undefined, seed: number, name: string): () => number {
  const random = seeded(subSeed(seed, name));
  let asked = 0;
  if (of?.kind === 'bimodal') return () => (random() < of.share ? of.factor : 1);
  if (of?.kind === 'lognormal') return () => Math.exp(of.sigma * normal(random));
  if (of?.kind === 'drift') return () => 1 + (of.factor - 1) * Math.min(1, asked++ / of.requests);
  return () => 1;
}

/** One standard normal number, by Box and Muller's transform. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
