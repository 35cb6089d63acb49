import { defineConfig } from 'vitest/config';

/** Proofs with the real terraform and real providers: they wait more than they work, so that several of a file run at once. */
export default defineConfig({
  test: {
    include: ['test/packet-tf/terraform/**/*.test.ts'],
    testTimeout: 300_000,
    // The first run builds a provider.
    hookTimeout: 1_200_000,
    maxWorkers: 1,
    maxConcurrency: 4,
  },
});
