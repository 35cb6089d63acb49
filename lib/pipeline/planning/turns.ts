import { hostEntry } from '../../catalog/lookup.ts';
import type { Lane } from '../../domain/plan.ts';

/**
 * Lanes that take turns, a list for each queue; all others may run together. Bulk lanes of a site share its network. Bare-metal lanes of
 * all sites share the few servers an account may have: a new one at Latitude.sh has two.
 */
export function turnsOf(lanes: readonly Lane[]): Lane[][] {
  return [...Map.groupBy(lanes.filter(takesTurns), (lane) => (isMetal(lane) ? 'bare metal' : lane.site)).values()];
}

export const takesTurns = (lane: Lane): boolean => lane.phase === 'bulk' || isMetal(lane);

const isMetal = ({ crew }: Lane): boolean => crew.some(({ host }) => hostEntry(host)?.kind === 'metal');
