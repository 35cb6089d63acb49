import type { Axis, Metric, View } from '../../domain/scenario.ts';

/** What the page shows of a transfer cell, and how. */
export const AXES: readonly Axis[] = [
  { name: 'host', title: 'host' },
  { name: 'store', title: 'store' },
  { name: 'site', title: 'site of the host' },
  { name: 'size', title: 'object size', unit: 'bytes' },
  { name: 'operation', title: 'operation' },
  { name: 'connection', title: 'connection' },
  { name: 'streams', title: 'streams' },
];

export const METRICS: readonly Metric[] = [
  { name: 'ttfb', title: 'time to first byte', unit: 'ms', better: 'lower' },
  { name: 'total', title: 'total time', unit: 'ms', better: 'lower' },
  {
    name: 'speed',
    title: 'speed',
    unit: 'B/s',
    better: 'higher',
    derive: ({ bytes, total }) =>
      typeof bytes === 'number' && typeof total === 'number' && total > 0 ? bytes / (total / 1000) : undefined,
  },
  { name: 'connect', title: 'TCP connect: the distance', unit: 'ms', better: 'lower' },
  { name: 'tls', title: 'TLS handshake', unit: 'ms', better: 'lower' },
  { name: 'dns', title: 'name resolution, beside the total', unit: 'ms', better: 'lower' },
  { name: 'upload', title: 'upload until the last byte is handed over', unit: 'ms', better: 'lower' },
  { name: 'body', title: 'first to last byte of the response', unit: 'ms', better: 'lower' },
];

export const METHOD: readonly string[] = [
  'Time to first byte runs from the written request to the first byte of the response; for an upload from the last body byte handed to the kernel. What the kernel still holds then is part of it, so compare uploads by total time and speed.',
  'Total time is connect, TLS, upload, time to first byte and body on one clock; connect and TLS are 0 on a reused connection. Speed is bytes over total time. Name resolution stands beside the total.',
  'Reads rotate over a pool of objects written shortly before, every upload has a new key; content is verified in warm-ups, length in every operation.',
  'DynamoDB holds larger objects as items of up to 390 KB, moved eight at a time. A new table serves about 4,000 write and 12,000 read units a second, 4 MB and 48 MB: what such objects reach may be that limit of a table nobody has used before, not the service.',
  'Contents are one random block of 4 MiB, read round and round from an offset of each object: incompressible within 4 MiB, the same bytes again beyond.',
  'A block is one cell in one round: warm-ups, then timed operations back to back on one connection (reused), or a new connection without TLS resumption for each (fresh).',
];

// An upload's first byte waits for what its client's kernel still holds: uploads are shown and ranked by total time and speed.
const SHOWN = [
  { operation: 'get', name: 'GET', metric: 'ttfb', title: 'time to first byte' },
  { operation: 'get', name: 'GET', metric: 'speed', title: 'speed' },
  { operation: 'put', name: 'PUT', metric: 'total', title: 'total time' },
  { operation: 'put', name: 'PUT', metric: 'speed', title: 'speed' },
];

/** Reused connections with one stream run through all sizes, small and bulk: the one line that maps and curves can follow. */
const overSizes = (kind: 'heatmap' | 'curves'): View[] =>
  SHOWN.map(({ operation, name, metric, title }): View => {
    const where = { operation, connection: 'reused', streams: 1 };
    const shared = { title: `${name}: ${title} by size, reused connection`, metric, x: 'size', where };
    return kind === 'heatmap' ? { ...shared, kind, y: 'store' } : { ...shared, kind, series: 'store' };
  });

/** Of an object that is all latency and of one that is mostly bytes; fresh connections end at 10 MB. */
const madeOf = (operation: 'get' | 'put', connection: 'fresh' | 'reused', parts: readonly string[]) => ({
  kind: 'phases' as const,
  title: `${operation.toUpperCase()}, ${connection} connection`,
  metric: 'total',
  parts,
  x: 'size',
  at: [1_000, 10_000_000],
  series: 'store',
  where: { operation, connection, streams: 1 },
});

const PHASES: readonly View[] = [
  {
    ...madeOf('get', 'fresh', ['connect', 'tls', 'ttfb', 'body']),
    beside: 'dns',
    distance: { way: 'connect', answer: 'ttfb', by: 'site' },
  },
  madeOf('get', 'reused', ['ttfb', 'body']),
  // The answer to an upload has no body worth a bar; what its client's kernel still holds counts as waiting for the first byte.
  madeOf('put', 'fresh', ['connect', 'tls', 'upload', 'ttfb']),
  madeOf('put', 'reused', ['upload', 'ttfb']),
];

export const VIEWS: readonly View[] = [
  {
    kind: 'matrix',
    title: 'Storage against compute',
    metric: 'ttfb',
    x: 'store',
    y: 'host',
    where: { operation: 'get', size: 1_000_000, connection: 'reused', streams: 1 },
  },
  { kind: 'ranking', title: 'Which store answers first', metric: 'ttfb', compare: 'store', where: { operation: 'get' } },
  { kind: 'ranking', title: 'Which store moves bytes fastest', metric: 'speed', compare: 'store' },
  { kind: 'ranking', title: 'Which host is served fastest', metric: 'total', compare: 'host' },
  ...overSizes('heatmap'),
  ...overSizes('curves'),
  ...PHASES,
  { kind: 'table', title: 'Time to first byte by store and size', metric: 'ttfb', rows: ['store', 'size'] },
  { kind: 'table', title: 'Total time by store and size', metric: 'total', rows: ['store', 'size'] },
  { kind: 'table', title: 'Speed by store and size', metric: 'speed', rows: ['store', 'size'] },
];
