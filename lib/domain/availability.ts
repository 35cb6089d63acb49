import type { HostEntry, StoreEntry, SubstituteEntry } from './catalog.ts';

/** Why a host can no longer be had, with what stands in for it; undefined when it can. */
export function whyNoHost(host: HostEntry, substitute: SubstituteEntry | undefined): string | undefined {
  if (!host.retired) return undefined;
  const instead = substitute ? `: ${substitute.substitute} stands in for it (${substitute.reason})` : '';
  return `${host.title} is gone since ${host.retired.on}, when ${host.retired.reason}${instead}`;
}

/** Why a store cannot hold an object of this many bytes; undefined when it can. */
export function whyTooLarge(store: Pick<StoreEntry, 'largestBytes' | 'limit'>, bytes: number): string | undefined {
  return bytes > store.largestBytes ? store.limit : undefined;
}
