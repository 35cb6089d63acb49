import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**'],
    testTimeout: 30_000,
    // Two workers: tests start real servers and measure real sockets, more of them would only measure each other.
    maxWorkers: 2,
  },
});
