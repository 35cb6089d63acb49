import { defineConfig } from 'vitest/config';

/** Proofs in the emulated AWS: one at a time, since each starts an emulator and many processes of its own. */
export default defineConfig({
  test: { include: ['test/aws/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000, maxWorkers: 1 },
});
