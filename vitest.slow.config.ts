import { defineConfig } from 'vitest/config';

/** Proofs that take long or need much: one at a time, so that none of them measures another. */
export default defineConfig({
  test: { include: ['test/slow/**/*.test.ts'], testTimeout: 300_000, maxWorkers: 1 },
});
