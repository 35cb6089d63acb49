import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Each of these has a script of its own: slow, emulated AWS, the real terraform.
    exclude: ['test/slow/**', 'test/aws/**', 'test/packet-tf/terraform/**'],
    testTimeout: 30_000,
    // Two workers: tests start real servers and measure real sockets, more of them would only measure each other.
    maxWorkers: 2,
  },
});
