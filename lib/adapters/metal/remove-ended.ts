import { RECORD } from '../../pipeline/run-records.ts';
import type { LatitudeApi } from './latitude-api.ts';
import { intendedHosts, memberOf } from './metal-names.ts';
import type { MetalWorld } from './metal-world.ts';
import { type RemovalPatience, removeHost } from './remove-host.ts';

/** A start has five minutes for all it does; the sweep has the time that this lacks. */
const PATIENCE: RemovalPatience = { withinSeconds: 45, tags: { withinSeconds: 15 } };

/**
 * Removes this run's hosts whose lane is over and whose project is still listed: a server that StopCrew could not remove is billed, and
 * takes one of the few that an account may have. What fails here is left to the sweep, and keeps no other host from being started.
 */
export async function removeEnded(world: MetalWorld, api: LatitudeApi, patience = PATIENCE): Promise<void> {
  const ended = await endedMembers(world);
  const names = (await intendedHosts(world.records)).filter(({ member }) => ended.has(member));
  if (names.length === 0) return;
  const listed = new Set((await api.projects()).map(({ name }) => name));
  await Promise.allSettled(names.filter(({ project }) => listed.has(project)).map((name) => removeHost(world, name, patience)));
}

/** Posts of lanes that have an outcome. */
async function endedMembers({ run, records }: MetalWorld): Promise<ReadonlySet<string>> {
  const lanes = (await RECORD.plan.read(records))?.lanes ?? [];
  const keys = new Set(await records.list('lanes/'));
  const over = lanes.filter(({ id }) => keys.has(RECORD.outcome.key(id)));
  return new Set(over.flatMap(({ id: lane, crew }) => crew.map(({ role }) => memberOf({ run, lane, role }))));
}
