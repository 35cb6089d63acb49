import { expect } from 'vitest';

/** Every number of `want` is in `got` to `digits` of its size (of 1 where it is smaller), and nothing else is asked. */
export function expectClose(got: unknown, want: unknown, relative: number, path = 'value'): void {
  if (typeof want === 'number') {
    const error = Math.abs((got as number) - want) / Math.max(1, Math.abs(want));
    expect(error, `${path}: got ${got}, want ${want}`).toBeLessThanOrEqual(relative);
    return;
  }
  for (const [key, value] of Object.entries(want as object)) {
    expectClose((got as Record<string, unknown>)[key], value, relative, `${path}.${key}`);
  }
}
