import type { Summary } from '../../domain/run.ts';

/** The figures of a summary that are in the metric's own unit, as the table of every test names and orders them. */
export const FIGURES: readonly { readonly name: string; readonly of: (summary: Summary) => number | undefined }[] = [
  { name: 'min', of: ({ min }) => min },
  { name: 'median', of: ({ median }) => median },
  { name: 'low', of: ({ interval }) => interval?.low },
  { name: 'high', of: ({ interval }) => interval?.high },
  { name: 'mean', of: ({ mean }) => mean },
  { name: 'p90', of: ({ p90 }) => p90 },
  { name: 'p95', of: ({ p95 }) => p95 },
  { name: 'p99', of: ({ p99 }) => p99 },
  { name: 'max', of: ({ max }) => max },
];
