/** USD of one unit, and where that is said. */
export interface UnitPrice {
  readonly usd: number;
  readonly source: string;
  readonly asOf: string;
}

/** What keeping objects in a place costs, and asking for them. GB are 1e9 bytes. */
export interface PlacePrices {
  /** `placeOf` the cells that meet it. */
  readonly place: string;
  /** Of a GB kept for a month. */
  readonly storage: UnitPrice;
  /** What is billed at least: GB in a month, months for whatever was written, bytes of an object. Absent where it is what is there. */
  readonly minimum?: { readonly gb: number; readonly months: number; readonly objectBytes: number };
  /** What one read and one write are billed as: requests, or DynamoDB's units of 4 KiB read consistently and of 1 KiB written, for each item. */
  readonly billed: 'requests' | 'units';
  /** Of one million of them. */
  readonly read: UnitPrice;
  readonly write: UnitPrice;
}

/** What bytes cost on their way between the hosts of a site and a place, for each GB. */
export interface RoutePrices {
  readonly site: string;
  readonly place: string;
  /** Charged by the store's provider for what leaves it, beyond `freeTimesStored`. */
  readonly read: UnitPrice;
  /** GB read in a month for each GB stored that cost nothing; absent where every GB is charged. */
  readonly freeTimesStored?: number;
  /** GB read in a month for each GB stored that the provider allows at all; absent without such a rule. */
  readonly mostTimesStored?: number;
  /** Charged by the host's provider for what leaves it. */
  readonly write: UnitPrice;
}

/** What a host costs while it moves objects: by the hour, or by GB-second and call. */
export interface HostPrices {
  readonly host: string;
  readonly site: string;
  /** Of an hour of the host, and of the public address it needs. */
  readonly hour?: UnitPrice;
  readonly addressHour?: UnitPrice;
  /** An hour that has begun is billed whole. */
  readonly wholeHours?: true;
  /** Of a second of one GB of memory, how many GB (1,024 MB each) it has, and of a million calls. */
  readonly gbSecond?: UnitPrice;
  readonly memoryGb?: number;
  readonly calls?: UnitPrice;
}

/**
 * Dated list prices of everything a run met that has one, without free tiers and volume discounts. A store, way or host that is not in
 * here has no known price: stand-ins, this machine, endpoints of the user's own.
 */
export interface RunPrices {
  readonly places: readonly PlacePrices[];
  readonly routes: readonly RoutePrices[];
  readonly hosts: readonly HostPrices[];
}
