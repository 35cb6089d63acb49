/** Where a fact of the catalog comes from and when it was true: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
export interface Sourced {
  readonly asOf: string;
  readonly source: string;
}

/** One region of a store. */
export interface StorePlace {
  readonly region: string;
  readonly city: string;
  /** Host name of its S3 or DynamoDB endpoint. */
  readonly endpoint: string;
}

/** What objects are: one object over HTTP, or items of a key-value table. */
export type StoreKind = 'object' | 'item';

/** How fast requests are expected to be: decides estimates and time limits, never a result. */
export interface Expectation extends Sourced {
  /** Request to first byte beyond the network's round trip, milliseconds. */
  readonly getMs: number;
  readonly putMs: number;
  /** One connection; all connections of a client together; bytes/s. */
  readonly streamBytesPerSecond: number;
  readonly getBytesPerSecond: number;
  readonly putBytesPerSecond: number;
}

export interface StoreEntry extends Sourced {
  readonly id: string;
  readonly title: string;
  readonly provider: 'aws' | 'wasabi' | 'backblaze' | 'local' | 'other';
  readonly kind: StoreKind;
  readonly asked: boolean;
  readonly places: readonly StorePlace[];
  readonly largestBytes: number;
  /** Why nothing larger: the reason of an impossible cell. */
  readonly limit: string;
  /** Why its cells are shown and never ranked; absent for a store that may be compared. */
  readonly unranked?: string;
  /** What a stand-in is shaped to. */
  readonly shape?: { readonly delayMs: number; readonly jitterMs: number; readonly bytesPerSecond: number };
  readonly note?: string;
}

export type HostKind = 'local' | 'lambda' | 'ec2' | 'metal';

export interface HostEntry extends Sourced {
  readonly id: string;
  readonly title: string;
  readonly kind: HostKind;
  readonly provider: 'aws' | 'packet' | 'latitude' | 'local';
  readonly asked: boolean;
  readonly arch: 'x86_64' | 'arm64' | 'this';
  /** Null where it depends on the machine. */
  readonly memoryMb: number | null;
  readonly network: {
    /** What was asked for, or what the provider promises. */
    readonly promised: string;
    /** Published baseline, bits/s / 1e9; null where unpublished. */
    readonly baselineGbps: number | null;
    readonly burstGbps: number | null;
  };
  /** AWS: the SSM parameter of its image. Bare metal: the image's slug. */
  readonly image?: string;
  /** Zone ids that offer it, by region, where not every zone does. */
  readonly zones?: Readonly<Record<string, readonly string[]>>;
  readonly retired?: { readonly on: string; readonly reason: string };
  readonly note?: string;
}

/** What to expect of a host: for estimates only. */
export interface HostExpectation extends Sourced {
  readonly host: string;
  /** What one client can move, bytes/s; `baseline` when its network credits are used up. */
  readonly bytesPerSecond: number;
  readonly baseline?: { readonly bytesPerSecond: number; readonly creditBytes: number };
  /** Its own time for a request, milliseconds: a fraction of a CPU is slow. */
  readonly requestMs: number;
}

/** What a kind of host takes besides measuring, seconds. */
export interface KindExpectation extends Sourced {
  readonly kind: HostKind;
  /** From asking for it until its agent is ready. */
  readonly startSeconds: number;
  /** A round's calibration, polling and hand-over. */
  readonly roundSeconds: number;
  /** What a run takes before its first and after its last lane, without writing the objects it reads. */
  readonly runSeconds: number;
  /** Most work one order may hold, and when the host itself ends one that takes longer; seconds. */
  readonly orderSeconds: number;
  readonly endsSeconds?: number;
}

export interface SiteEntry extends Sourced {
  readonly id: string;
  readonly title: string;
  readonly provider: 'aws' | 'latitude' | 'local';
  /** The provider's own name of it. */
  readonly region: string;
  /** AWS: availability zones of the region, each of which gets a subnet. */
  readonly zones?: number;
}

/** Round trips from a site to the regions that may be a deployment's home, milliseconds. */
export interface HomeDistance extends Sourced {
  readonly site: string;
  readonly homes: Readonly<Record<string, number>>;
}

export interface PairEntry extends Sourced {
  readonly id: string;
  readonly title: string;
  readonly asked: boolean;
  readonly site: string;
  readonly hosts: readonly HostKind[];
  /** The region of each store that joins the pair; null: any store that this machine can reach. */
  readonly stores: Readonly<Record<string, PairStore>> | null;
  readonly note?: string;
}

export interface PairStore {
  readonly region: string;
  /** Expected round trip between host and store, milliseconds. */
  readonly distanceMs: number;
}

export interface SubstituteEntry extends Sourced {
  readonly asked: string;
  readonly substitute: string;
  /** `retired`: always. `free-plan`: the account may not launch it. `not-offered`: the region no longer has it. `no-stock`: not now. */
  readonly when: 'retired' | 'free-plan' | 'not-offered' | 'no-stock';
  readonly reason: string;
}

/** The price of `per` units. Region `*` is every region. */
export interface PriceEntry extends Sourced {
  readonly sku: string;
  readonly region: string;
  readonly unit: string;
  readonly per: number;
  readonly usd: number;
}
