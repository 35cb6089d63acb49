/** Object sizes are decimal on every page and in every flag: 1 KB = 1,000 bytes. */
const FACTORS = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 } as const;

/** Bytes of a size such as `1KB` or `10 MB`; undefined when the text is not a size. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB)$/i.exec(text.trim());
  if (!match) return undefined;
  const bytes = Number(match[1]) * FACTORS[match[2]?.toUpperCase() as keyof typeof FACTORS];
  return Number.isInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** The shortest exact decimal label of a byte count: 1000 -> `1KB`. It names sizes in cell ids, flags and pages. */
export function sizeLabel(bytes: number): string {
  for (const unit of ['GB', 'MB', 'KB'] as const) if (bytes >= FACTORS[unit]) return `${bytes / FACTORS[unit]}${unit}`;
  return `${bytes}B`;
}
