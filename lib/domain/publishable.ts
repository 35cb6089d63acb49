import type { RunRecord, StoreRecord } from './run.ts';
import type { Sample } from './sample.ts';

/** What must not be published of a run: words that its user gave, and stores whose addresses are the user's own. */
export interface Hidden {
  readonly words: RegExp | undefined;
  readonly cellsOfOwnStores: ReadonlySet<string>;
}

/** Instead of the host of an endpoint that is the user's own. */
const OWN_ENDPOINT = 'own endpoint';
/** Shorter words are part of too many others. */
const LEAST_CHARS = 4;
/** Fields with text from outside: a service's answer, the network's error. All others are this program's own words, or chosen to be shown. */
const FROM_OUTSIDE = new Set(['failed', 'skipped', 'reason', 'problems', 'message', 'detail']);

/** Identifiers by their shape, where they stand in text from outside. Loopback addresses say nothing about anybody. */
const SHAPES: readonly (readonly [shape: RegExp, instead: string])[] = [
  [/\barn:aws[\w-]*:[^\s"',)]+/g, '(arn)'],
  [/https?:\/\/(?!127\.0\.0\.1|localhost)[^\s"'<>)]+/g, '(address)'],
  [/\b(?!127\.)\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '(address)'],
  // IPv6: a double colon or six groups, which a time of day has not.
  [/(?<![\w:])(?=[0-9a-f:]*::|(?:[0-9a-f]+:){5})[0-9a-f:]{3,}(?![\w:])/gi, '(address)'],
  // Names of three labels or more; a lane's id looks alike and ends with its phase.
  [/(?<![\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){2,}(?!small\b|bulk\b)[a-z]{2,}(?::\d+)?(?![\w-]|\.\w)/gi, '(address)'],
  [/\bfirstbyte-(?:runs|site|data|\d{8})[a-z0-9-]*/g, '(bucket)'],
  [/\bfirstbyte\/\d{8}-[\w./-]*/g, '(prefix)'],
  [/(?<![\w/])(?:\/[\w.@+~-]+){2,}\/?/g, '(path)'],
  [/\b[A-Za-z]:\\[^\s"']+/g, '(path)'],
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, '(key)'],
  [/(?<![\w/+=])(?=[A-Za-z0-9/+=]*[0-9])(?=[A-Za-z0-9/+=]*[A-Z])[A-Za-z0-9/+=]{40}(?![\w/+=])/g, '(key)'],
  [/(?<![\w-])\d{12}(?![\w-])/g, '(account)'],
];

/** `words` are the account's id, names of the user's buckets, keys, folders: hidden wherever they stand. Ids of stores are not, as they were given to be shown. */
export function hiddenOf({ stores, cells }: Pick<RunRecord, 'stores' | 'cells'>, words: readonly string[]): Hidden {
  const own = stores.filter(isOwnEndpoint);
  const shown = new Set(stores.flatMap(({ id, title }) => [id, title]));
  const hosts = own.flatMap(({ site }) => [site, site.replace(/:\d+$/, '')]).filter((host) => !/^(127\.|localhost$)/.test(host));
  const all = [...new Set([...words, ...hosts])].filter((word) => word.length >= LEAST_CHARS && !shown.has(word));
  const ids = new Set(own.map(({ id }) => id));
  return {
    words: all.length > 0 ? wholeWords(all) : undefined,
    cellsOfOwnStores: new Set(cells.filter(({ axes }) => ids.has(String(axes.store))).map(({ id }) => id)),
  };
}

/** The longest first, so that a host with its port is not cut in two. */
function wholeWords(words: readonly string[]): RegExp {
  const escaped = words.toSorted((x, y) => y.length - x.length).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`(?<![\\w-])(?:${escaped.join('|')})(?![\\w-])`, 'g');
}

/** An S3-compatible service of the user's own: not from the catalog, which knows the region of each, and no stand-in. */
function isOwnEndpoint({ kind, shape, region, skipped }: StoreRecord): boolean {
  return kind === 'object' && shape === undefined && region === undefined && skipped === undefined;
}

/** A record as it may be published. */
export function publishableRun(run: RunRecord, hidden: Hidden): RunRecord {
  const stores = run.stores.map((store) => (isOwnEndpoint(store) ? { ...store, site: OWN_ENDPOINT } : store));
  return cleaned({ ...run, stores }, hidden, false) as RunRecord;
}

/** A sample as it may be published: of an endpoint of the user's own without address and request id, of private networks without address. */
export function publishableSample(sample: Sample, hidden: Hidden): Sample {
  const own = hidden.cellsOfOwnStores.has(sample.cell);
  return {
    ...sample,
    ...(typeof sample.ip === 'string' && (own || PRIVATE.test(sample.ip)) && { ip: null }),
    ...(own && 'request' in sample && { request: null }),
    error: sample.error && { ...sample.error, message: cleanText(sample.error.message, hidden, true) },
  };
}

/** Addresses that only the user's own network has: RFC 1918, RFC 6598, RFC 4193, link-local. */
const PRIVATE =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|f[cd]|fe80)/i;

function cleaned(value: unknown, hidden: Hidden, outside: boolean): unknown {
  if (typeof value === 'string') return cleanText(value, hidden, outside);
  if (Array.isArray(value)) return value.map((each) => cleaned(each, hidden, outside));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, cleaned(each, hidden, outside || FROM_OUTSIDE.has(name))]),
  );
}

function cleanText(text: string, { words }: Hidden, outside: boolean): string {
  // Shapes first: a word cut out of an address would leave its rest.
  const shaped = outside ? SHAPES.reduce((left, [shape, instead]) => left.replace(shape, instead), text) : text;
  return words ? shaped.replace(words, '(private)') : shaped;
}
