import type { Sourced } from '../domain/catalog.ts';

/** The object sizes that were asked for, bytes: 1 KB is 1,000 bytes. Flags may name any other exact size. */
export const SIZES = {
  asOf: '2026-11-20',
  source: 'the sizes asked for',
  bytes: [1, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000],
} as const satisfies Sourced & { readonly bytes: readonly number[] };
