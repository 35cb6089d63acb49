/** What a page of a listing asks for. `after` is exclusive; a common prefix counts as one entry. */
export interface ListingQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string;
  readonly limit: number;
}

export interface ListingPage {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** The last entry of this page when there are more: the `after` of the next. */
  readonly next?: string;
}

/** One page of a listing over keys in the order of byUtf8. */
export function listPage(keys: readonly string[], { prefix, delimiter, after, limit }: ListingQuery): ListingPage {
  const page = { keys: [] as string[], prefixes: [] as string[] };
  const start = after === '' || byUtf8(after, prefix) < 0 ? prefix : after;
  let last = '';
  for (let i = firstFrom(keys, start); i < keys.length; i++) {
    const key = keys[i] as string;
    if (!key.startsWith(prefix)) break;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    // A common prefix stands for all keys below it, on its own page and, where it ended one, on the next.
    if (byUtf8(key, after) <= 0 || (cut >= 0 && (entry === last || entry === after))) continue;
    if (page.keys.length + page.prefixes.length >= limit) return limit > 0 ? { ...page, next: last } : page;
    (cut < 0 ? page.keys : page.prefixes).push(entry);
    last = entry;
  }
  return page;
}

/** Order of UTF-8 bytes, which is S3's. JavaScript compares UTF-16 units, where surrogates come before U+E000 and above. */
export function byUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Index of the first key not before `from`. */
function firstFrom(keys: readonly string[], from: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byUtf8(keys[middle] as string, from) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
