import { hostEntry } from '../../catalog/lookup.ts';
import { POLL_SECONDS } from '../../domain/lanes.ts';
import type { Lane } from '../../domain/plan.ts';

/**
 * Lanes that take turns, a list for each queue; all others may run together. Bulk lanes of a site share its network. Bare-metal lanes of
 * all sites share the few servers an account may have: a new one at Latitude.sh has two.
 */
export function turnsOf(lanes: readonly Lane[]): Lane[][] {
  return [...Map.groupBy(lanes.filter(takesTurns), (lane) => (isMetal(lane) ? 'bare metal' : lane.site)).values()];
}

export const takesTurns = (lane: Pick<Lane, 'phase' | 'crew'>): boolean => lane.phase === 'bulk' || isMetal(lane);

/** How often the machine polls this lane: by the queue it stands in, not by the sizes it measures. */
export const pollSecondsOf = (lane: Pick<Lane, 'phase' | 'crew'>): number => POLL_SECONDS[takesTurns(lane) ? 'bulk' : 'small'];

const isMetal = ({ crew }: Pick<Lane, 'crew'>): boolean => crew.some(({ host }) => hostEntry(host)?.kind === 'metal');
