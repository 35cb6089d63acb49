/** Why an operation has no timing. Names are the protocol between agent, statistics and page. */
export interface SampleError {
  /** Named by meaning: `ConnectRefused`, `Timeout`, `EndedEarly`, `HttpStatus`, `Throttled`, … */
  readonly name: string;
  /** One line for people. */
  readonly message: string;
}

/** What every sample of every scenario carries. */
export interface SampleHead {
  readonly v: 1;
  readonly run: string;
  readonly cell: string;
  readonly round: number;
  /** Position within its block, warm-ups first. */
  readonly seq: number;
  readonly kind: 'warmup' | 'timed';
  /** Wall clock at the start, milliseconds since 1970, for reading only: durations come from the monotonic clock. */
  readonly at: number;
  readonly error: SampleError | null;
}

/** One measured operation. Metric values are flat beside the head, in milliseconds and bytes; absent when not measured. */
export type Sample = SampleHead & Readonly<Record<string, unknown>>;

/** The fields a `transfer` sample adds. Times are milliseconds; `null` where a failed operation did not get that far. */
export interface TransferSample extends SampleHead {
  readonly bytes: number;
  readonly dns: number | null;
  readonly connect: number | null;
  readonly tls: number | null;
  /** PUT only: request written -> last body byte handed to the kernel. */
  readonly upload: number | null;
  /** Request written -> first response byte; PUT: last body byte -> first response byte. */
  readonly ttfb: number | null;
  /** First -> last byte of the response. */
  readonly body: number | null;
  /** connect + tls + upload + ttfb + body. */
  readonly total: number | null;
  readonly ip: string | null;
  readonly reused: boolean;
  readonly status: number | null;
  /** The service's own id of the request, where it gave one: pairs a sample with a server's log. */
  readonly request: string | null;
  /** Seconds since the object was written; null for PUT. */
  readonly age: number | null;
  /** Bytes this host moved in the last five minutes: tells burst from sustained. */
  readonly moved: number;
}

/** Pauses for garbage collection. */
export interface GcPauses {
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
}

export interface Handshakes {
  readonly full: number;
  readonly resumed: number;
}

/** What one block cost its client. A cell whose client was the bottleneck is flagged from these. */
export interface BlockReport {
  readonly kind: 'block';
  readonly cell: string;
  readonly round: number;
  readonly samples: number;
  readonly failures: number;
  /** Wall time of the block, the part of it inside operations, and of that the part inside warm-ups, milliseconds. */
  readonly wallMs: number;
  readonly measuredMs: number;
  readonly warmupMs: number;
  /** CPU seconds used by the thread that measures over wall seconds, 1 = one core. */
  readonly cpuShare: number;
  /** Cores the host lets the agent use: its CPU quota, or the cores it has. Older agents do not say it, nor any other optional field. */
  readonly coresAllowed?: number;
  /** 99th percentile and median of the event loop's delay in this block, milliseconds; null where it was too short to tell. */
  readonly loopDelayMs: number | null;
  readonly loopDelayMedianMs?: number | null;
  /** Periods in which the operating system throttled the agent (cgroup `nr_throttled`), and for how long; null where unknown. */
  readonly throttled: number | null;
  readonly throttledMs?: number | null;
  /** How long the event loop's thread was ready to run and had no core (`/proc/self/schedstat`), null where unknown. */
  readonly waitedMs?: number | null;
  /** Involuntary context switches of the whole process (rusage). */
  readonly switchedOut?: number;
  readonly gc?: GcPauses;
  /** TLS handshakes that were completed. A resumed one would be cheaper than what a fresh connection stands for. */
  readonly handshakes?: Handshakes;
  /** Different remote addresses to which it connected. */
  readonly addresses?: readonly string[];
  /** Bytes of the longest request head in the block; absent where no request was sent over HTTP. */
  readonly headBytes?: number;
}

/** Client's TTFB minus the delay the server really gave, milliseconds. */
export interface InstrumentError {
  readonly min: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

/** The agent's own error against a loopback server of known delay. Printed, never subtracted. */
export interface Calibration {
  readonly kind: 'calibration';
  readonly round: number;
  readonly when: 'before' | 'after';
  /** Requests each over plain HTTP and over TLS. */
  readonly n: number;
  readonly givenMs: number;
  /** Over plain HTTP, on an open connection. */
  readonly errorMs: InstrumentError;
  /** Over TLS, on an open connection, milliseconds; absent in records of older agents. */
  readonly tls?: InstrumentError;
}

export interface OrderEnd {
  readonly kind: 'end';
  readonly round: number;
  readonly wallMs: number;
  /** Set when the order as a whole failed: no further line follows for it. */
  readonly error: SampleError | null;
}

export interface Ready {
  readonly kind: 'ready';
  /** Names and addresses a server role offers to the client of its crew; empty for a client. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Facts about the host that bear on results: runtime, kernel, congestion control. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

/** Every line an agent writes. A line without `kind: block | calibration | end | ready` is a sample. */
export type AgentLine = Sample | BlockReport | Calibration | OrderEnd | Ready;

export function isSample(line: AgentLine): line is Sample {
  return line.kind === 'warmup' || line.kind === 'timed';
}
