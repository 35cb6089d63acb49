import type { HostExpectation, KindExpectation } from '../domain/catalog.ts';

const DVASSALLO = 'most bytes/s from S3: dvassallo s3-benchmark 2019';
const CREDITS = `${DVASSALLO}; network credits last for about an hour of baseline (skyrise iperf runs on c6g), baseline of compute facts`;
const FAMILY =
  'by analogy with its family; baseline as published, credits for about an hour of baseline (skyrise iperf runs on c6g)';
const LAMBDA = 'skyrise 2024-25: 75 to 80 MB/s after the first 300 MB; below 1 GB bound by CPU (blacha, 64 KB reads)';
const METAL = 'half of a 10 Gbps port for one process; 1 Gbps where the plan says so';
const LOCAL = 'raw loopback over node:http on two shared cores, 720 MB/s and more: own measurement';

/** What one agent on each host can move, bytes/s, and how slow its CPU makes a small request, milliseconds. */
export const HOST_EXPECTATIONS = [
  { host: 't2.nano', bytesPerSecond: 46e6, requestMs: 1, asOf: '2019', source: DVASSALLO },
  { host: 't2.micro', bytesPerSecond: 46e6, requestMs: 1, asOf: '2019', source: DVASSALLO },
  {
    host: 't3.nano',
    bytesPerSecond: 319e6,
    baseline: { bytesPerSecond: 4e6, creditBytes: 14.4e9 },
    requestMs: 1,
    asOf: '2026-08-18',
    source: CREDITS,
  },
  {
    host: 't3.micro',
    bytesPerSecond: 349e6,
    baseline: { bytesPerSecond: 8e6, creditBytes: 28.8e9 },
    requestMs: 1,
    asOf: '2026-08-18',
    source: CREDITS,
  },
  {
    host: 't4g.nano',
    bytesPerSecond: 319e6,
    baseline: { bytesPerSecond: 4e6, creditBytes: 14.4e9 },
    requestMs: 1,
    asOf: '2026-08-18',
    source: FAMILY,
  },
  {
    host: 't4g.micro',
    bytesPerSecond: 349e6,
    baseline: { bytesPerSecond: 8e6, creditBytes: 28.8e9 },
    requestMs: 1,
    asOf: '2026-08-18',
    source: FAMILY,
  },
  {
    host: 't4g.small',
    bytesPerSecond: 349e6,
    baseline: { bytesPerSecond: 16e6, creditBytes: 57.6e9 },
    requestMs: 1,
    asOf: '2026-08-18',
    source: FAMILY,
  },
  {
    host: 'a1.medium',
    bytesPerSecond: 300e6,
    baseline: { bytesPerSecond: 62.5e6, creditBytes: 225e9 },
    requestMs: 2,
    asOf: '2026-08-18',
    source: FAMILY,
  },
  {
    host: 'a1.large',
    bytesPerSecond: 400e6,
    baseline: { bytesPerSecond: 93.75e6, creditBytes: 337.5e9 },
    requestMs: 2,
    asOf: '2026-08-18',
    source: FAMILY,
  },
  {
    host: 'c7g.medium',
    bytesPerSecond: 400e6,
    baseline: { bytesPerSecond: 65e6, creditBytes: 234e9 },
    requestMs: 1,
    asOf: '2026-08-18',
    source: FAMILY,
  },
  { host: 'c8gn.medium', bytesPerSecond: 390e6, requestMs: 1, asOf: '2026-08-18', source: FAMILY },
  { host: 'lambda-128mb', bytesPerSecond: 20e6, requestMs: 30, asOf: '2025-03', source: LAMBDA },
  { host: 'lambda-1gb', bytesPerSecond: 75e6, requestMs: 2, asOf: '2025-03', source: LAMBDA },
  { host: 'lambda-3gb', bytesPerSecond: 80e6, requestMs: 1, asOf: '2025-03', source: LAMBDA },
  { host: 'm4-metal-small', bytesPerSecond: 600e6, requestMs: 1, asOf: '2026-11-20', source: METAL },
  { host: 'c2-small-x86', bytesPerSecond: 118e6, requestMs: 1, asOf: '2026-11-20', source: METAL },
  { host: 'm4-metal-large', bytesPerSecond: 600e6, requestMs: 1, asOf: '2026-11-20', source: METAL },
  { host: 'this-machine', bytesPerSecond: 720e6, requestMs: 0.3, asOf: '2026-11-20', source: LOCAL },
  { host: 'lambda-handler', bytesPerSecond: 720e6, requestMs: 0.3, asOf: '2026-11-20', source: LOCAL },
] as const satisfies readonly HostExpectation[];

const BOOT = 'instances answer SSM 30 to 60 s after they run, in public runbooks; a boot before that';

/** URLs of an order are good for an hour. */
const ORDER_SECONDS = 45 * 60;

/**
 * From asking for a host until its agent is ready; a round's calibration, polling and hand-over; a run's set-up and end; the longest
 * order; seconds. A Lambda function ends after 15 minutes.
 */
export const KIND_EXPECTATIONS = [
  {
    kind: 'local',
    startSeconds: 3,
    roundSeconds: 0.3,
    runSeconds: 3,
    orderSeconds: ORDER_SECONDS,
    asOf: '2026-11-20',
    source: 'own measurement',
  },
  {
    kind: 'lambda',
    startSeconds: 5,
    roundSeconds: 12,
    runSeconds: 60,
    orderSeconds: 12 * 60,
    endsSeconds: 15 * 60,
    asOf: '2026-11-20',
    source: 'a poll every 10 s; AWS Lambda quotas',
  },
  {
    kind: 'ec2',
    startSeconds: 120,
    roundSeconds: 15,
    runSeconds: 120,
    orderSeconds: ORDER_SECONDS,
    asOf: '2026-11-20',
    source: BOOT,
  },
  {
    kind: 'metal',
    startSeconds: 1200,
    roundSeconds: 15,
    runSeconds: 600,
    orderSeconds: ORDER_SECONDS,
    asOf: '2026-11-20',
    source: 'installs take minutes: a guess',
  },
] as const satisfies readonly KindExpectation[];
