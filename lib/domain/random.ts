/** A seeded generator of uniform numbers in [0, 1): the same seed gives the same order, everywhere. */
export type Random = () => number;

/** The state after this one. Signed 32-bit integers throughout: they need no memory, also where the code is not compiled yet. */
export const nextState = (state: number): number => (state + 0x6d2b79f5) | 0;

/** mulberry32 (public domain, T. Ettinger): the 32 bits of a state. That many are enough to shuffle and to fill test bodies. */
export function bitsOf(state: number): number {
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= (t + Math.imul(t ^ (t >>> 7), t | 61)) | 0;
  return t ^ (t >>> 14);
}

/** A generator whose first state follows the seed. */
export function seeded(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = nextState(state);
    return (bitsOf(state) >>> 0) / 2 ** 32;
  };
}

/** A seed of its own for a named part of a run (FNV-1a over the name, mixed with the seed). */
export function subSeed(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** A shuffled copy (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}
