import type {
  Expectation,
  HomeDistance,
  HostEntry,
  HostExpectation,
  HostKind,
  KindExpectation,
  PairEntry,
  StoreEntry,
} from '../domain/catalog.ts';
import { HOME_DISTANCES } from './home-distances.ts';
import { HOST_EXPECTATIONS, KIND_EXPECTATIONS } from './host-expectations.ts';
import { HOSTS } from './hosts.ts';
import { PAIRS } from './pairs.ts';
import { STANDINS } from './standins.ts';
import { STORE_EXPECTATIONS, UNKNOWN_STORE } from './store-expectations.ts';
import { STORES } from './stores.ts';

const ALL_STORES: readonly StoreEntry[] = [...STORES, ...STANDINS];
const stores = new Map(ALL_STORES.map((entry) => [entry.id, entry]));
const hosts = new Map(HOSTS.map((entry) => [entry.id, entry]));
const pairs = new Map<string, PairEntry>(PAIRS.map((entry) => [entry.id, entry]));
const expectedHosts = new Map<string, HostExpectation>(HOST_EXPECTATIONS.map((entry) => [entry.host, entry]));
const expectedKinds = new Map<HostKind, KindExpectation>(KIND_EXPECTATIONS.map((entry) => [entry.kind, entry]));
const distances = new Map<string, HomeDistance>(HOME_DISTANCES.map((entry) => [entry.site, entry]));

/** Undefined for an endpoint of the user's own, which only the config file knows. */
export const storeEntry = (id: string): StoreEntry | undefined => stores.get(id);
export const hostEntry = (id: string): HostEntry | undefined => hosts.get(id);
export const pairEntry = (id: string): PairEntry | undefined => pairs.get(id);
export const hostExpectation = (id: string): HostExpectation | undefined => expectedHosts.get(id);
export const kindExpectation = (kind: HostKind): KindExpectation | undefined => expectedKinds.get(kind);
/** Expected round trip to the home region, milliseconds; undefined for this machine. */
export const homeDistanceMs = (site: string, home: string): number | undefined => distances.get(site)?.homes[home];

/** Stand-ins are expected to behave as they are shaped; a timer rounds up, and a request costs some CPU. */
export function storeExpectation(id: string): Expectation {
  const shape = stores.get(id)?.shape;
  if (!shape) return STORE_EXPECTATIONS[id] ?? UNKNOWN_STORE;
  const delayMs = shape.delayMs + shape.jitterMs / 2 + 0.3;
  const rate = shape.bytesPerSecond;
  return {
    getMs: delayMs,
    putMs: delayMs,
    streamBytesPerSecond: rate,
    // Beyond this the two cores that client and stand-in share are the limit.
    getBytesPerSecond: 350e6,
    putBytesPerSecond: 300e6,
    asOf: '2026-11-20',
    source: 'its own shape',
  };
}
