import { bitsOf, nextState } from './random.ts';

/** Bodies are this block, read round and round from an offset: incompressible, reproducible, nothing to generate per sample. */
export const BLOCK_BYTES = 4 * 1024 * 1024;

/** The run's content block: 4 MiB of seeded random bytes, written over `into` where another run's is no longer needed. */
export function contentBlock(seed: number, into: Uint8Array = new Uint8Array(BLOCK_BYTES)): Uint8Array {
  const words = new Int32Array(into.buffer);
  let state = seed | 0;
  for (let i = 0; i < words.length; i++) {
    state = nextState(state);
    words[i] = bitsOf(state);
  }
  return into;
}

/** The consecutive views of the block that make up `bytes` of content from `offset`; nothing is copied. */
export function* contentSlices(block: Uint8Array, offset: number, bytes: number): Generator<Uint8Array> {
  let at = offset % block.length;
  for (let left = bytes; left > 0; ) {
    const slice = block.subarray(at, Math.min(block.length, at + left));
    yield slice;
    left -= slice.length;
    at = (at + slice.length) % block.length;
  }
}
