/** Names by convention: what the stacks make, adapters and the command line find without asking. */

/** Tags of everything a run makes outside of its stores. */
export const TAG = {
  run: 'firstbyte:run',
  lane: 'firstbyte:lane',
  /** ISO 8601. */
  expires: 'firstbyte:expires',
  /** Names the RECORD.intent it was made under. */
  intent: 'firstbyte:intent',
} as const;
/** Tag of what a stack makes for all runs, with its value. */
export const OWNER_TAG = { name: 'firstbyte:owner', stack: 'stack', keys: 'keys' } as const;

export const LAB_STACK = 'firstbyte-lab';
export const SITE_STACK = 'firstbyte-site';
export const regionStack = (region: string): string => `firstbyte-region-${region}`;

export const MACHINE = 'firstbyte';
export const FINALIZER = 'firstbyte-finalizer';
export const JANITOR = 'firstbyte-janitor';
/** Serves published pages where there is no CloudFront. */
export const SITE_FUNCTION = 'firstbyte-site';
/** `StartCrew` -> `firstbyte-start-crew`. */
export const stepFunction = (step: string): string => `firstbyte${step.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
/** The probe of a Lambda host, in each measured region: `firstbyte-probe-lambda-1gb`. */
export const probeFunction = (host: string): string => `firstbyte-probe-${host}`;

export const SCHEDULE_GROUP = 'firstbyte';
export const deadlineSchedule = (run: string): string => `firstbyte-${run}`;
/** What EventBridge Scheduler assumes to call the finalizer. Roles are global: the home region keeps them apart. */
export const schedulerRole = (home: string): string => `firstbyte-scheduler-${home}`;

/** Private records of all runs, in the home region. */
export const runBucket = (account: string, home: string): string => `firstbyte-runs-${account}-${home}`;
/** Published pages, in the home region; private, read through the site. */
export const siteBucket = (account: string, home: string): string => `firstbyte-site-${account}-${home}`;
/** How the name of the folder with the page of all runs begins in the site bucket; the rest cannot be guessed. */
export const INDEX_FOLDER = 'all-';
/** What is measured in Amazon S3, one a measured region. */
export const dataBucket = (account: string, region: string): string => `firstbyte-data-${account}-${region}`;
/** What is measured in DynamoDB, one a measured region; key attribute `k`, time to live `expires`. */
export const DATA_TABLE = 'firstbyte-data';

/** Where a run's records lie in the run bucket. */
export const recordsPrefix = (run: string): string => `runs/${run}/records/`;

/** Where Terraform of a run's bare-metal hosts keeps its state, and what its builds read and leave: a folder each, empty at the end. */
export const TERRAFORM_FOLDER = 'terraform/';

/** In `Deployment.endpoints`: an address that plays Latitude.sh's API. */
export const METAL_ENDPOINT = 'latitude';
/** The CodeBuild project that runs Terraform for bare-metal hosts, in the home region. */
export const METAL_BUILD = 'firstbyte-metal';
/** What bare-metal hosts become in SSM. Roles are global: the home region keeps them apart. */
export const metalHostRole = (home: string): string => `firstbyte-metal-host-${home}`;

/** Instance profiles are global: the region keeps them apart. */
export const hostProfile = (region: string): string => `firstbyte-host-${region}`;

export const PARAMETER = {
  /** Address of the published pages without a trailing slash; written by the site stack in the home region. */
  siteUrl: '/firstbyte/site-url',
  /** JSON `Network` of a measured region, written by its stack. */
  network: '/firstbyte/network',
  /** JSON `HostRuntime` of a measured region, written by its stack. */
  hostRuntime: '/firstbyte/host-runtime',
  /** Keys of a provider's region, a SecureString in the home region: JSON `ProviderKeys`. */
  keys: (provider: string, region: string): string => `/firstbyte/keys/${provider}/${region}`,
  /** Says in the home region that a pool of objects may be kept in a provider's region; written before it is made, deleted after it. */
  pool: (provider: string, region: string): string => `/firstbyte/pools/${provider}/${region}`,
  /** Latitude.sh's API token, a SecureString in the home region: the token alone. */
  metalToken: '/firstbyte/keys/latitude/token',
} as const;

/** Where instances of a region are launched: one public subnet in each of its zones. A subnet says itself which zone id it is in. */
export interface Network {
  readonly vpc: string;
  readonly securityGroup: string;
  readonly subnets: readonly string[];
}

/** What an instance of a region downloads before it measures: objects of that region's asset bucket, with their hashes. */
export interface HostRuntime {
  readonly bucket: string;
  /** The agent's bundle: one `.mjs` file. */
  readonly agent: { readonly key: string; readonly sha256: string };
  /** The package `node-linux-<x64|arm64>` as published: a gzipped tar file with `package/bin/node`; `sha512` is the lock file's, hexadecimal. */
  readonly node: Readonly<Record<'x86_64' | 'arm64', { readonly key: string; readonly sha512: string }>>;
}

export interface ProviderKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where this product is deployed. Everything else follows from it by the names above. */
export interface Deployment {
  readonly account: string;
  /** The region of the state machine. */
  readonly home: string;
  readonly regions: readonly string[];
  /** Addresses that play a store instead of the provider's own, by place (`wasabi.eu-central-1`): for proofs only, and shown on the page. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** Environment variables of the lab's functions. AWS itself sets AWS_REGION. */
export const VARIABLE = {
  account: 'FIRSTBYTE_ACCOUNT',
  /** Measured regions, separated by commas. */
  regions: 'FIRSTBYTE_REGIONS',
  /** JSON of `Deployment.endpoints`; usually absent. */
  endpoints: 'FIRSTBYTE_ENDPOINTS',
  /** Version of firstbyte whose code the functions have. */
  version: 'FIRSTBYTE_VERSION',
  /** JSON: headers of every answer of the site. */
  headers: 'FIRSTBYTE_HEADERS',
} as const;
