import { seeded } from './random.ts';

/** Bodies are this block, read round and round from an offset: incompressible, reproducible, nothing to generate per sample. */
export const BLOCK_BYTES = 8 * 1024 * 1024;

/** The run's content block: 8 MiB of seeded random bytes. */
export function contentBlock(seed: number): Uint8Array {
  const random = seeded(seed);
  const words = new Uint32Array(BLOCK_BYTES / 4);
  for (let i = 0; i < words.length; i++) words[i] = random() * 2 ** 32;
  return new Uint8Array(words.buffer);
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
