import { hostEntry, pairEntry } from '../../catalog/lookup.ts';
import { SUBSTITUTES } from '../../catalog/substitutes.ts';
import { standInFor, whyMissing } from '../../domain/availability.ts';
import type { Selection } from '../../domain/scenario.ts';

/** A host at a pair's site: measured, or kept in the plan with the reason why it cannot be. */
export interface PostOfPair {
  readonly host: string;
  readonly impossible?: string;
  /** What it stands in for, separated by commas where several hosts are missing. */
  readonly substitutes?: string;
}

/**
 * The hosts that stand at a pair's site; beside one that is retired, not offered there or not for this account the host that stands
 * in for it. A host named for itself that also stands in for another is measured once, as the stand-in.
 */
export function postsOf({ hosts, unavailable = [] }: Pick<Selection, 'hosts' | 'unavailable'>, pair: string): PostOfPair[] {
  const { hosts: kinds = [], site = pair } = pairEntry(pair) ?? {};
  const posts = new Map<string, PostOfPair>();
  const standsInFor = new Map<string, string[]>();
  for (const id of hosts) {
    const host = hostEntry(id);
    if (!host || !kinds.includes(host.kind)) continue;
    const standIn = standInFor(host, site, unavailable, SUBSTITUTES, hostEntry);
    const impossible = whyMissing(host, site, unavailable, SUBSTITUTES, hostEntry);
    if (!posts.has(id)) posts.set(id, impossible ? { host: id, impossible } : { host: id });
    if (!impossible || !standIn) continue;
    standsInFor.set(standIn.substitute, [...(standsInFor.get(standIn.substitute) ?? []), id]);
    if (!posts.has(standIn.substitute)) posts.set(standIn.substitute, { host: standIn.substitute });
  }
  return [...posts.values()].map((post) => {
    const missing = standsInFor.get(post.host);
    return missing ? { ...post, substitutes: missing.join(', ') } : post;
  });
}
