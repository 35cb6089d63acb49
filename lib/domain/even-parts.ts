/** Splits `bytes` into at most `parts` consecutive sizes of at least one byte that differ by at most one byte. */
export function evenParts(bytes: number, parts: number): number[] {
  const count = Math.max(1, Math.min(parts, bytes));
  const base = Math.floor(bytes / count);
  const longer = bytes % count;
  return Array.from({ length: count }, (_, i) => (i < longer ? base + 1 : base));
}
