import { oneLine } from '../../domain/errors.ts';
import type { Teardown } from '../../domain/run.ts';
import type { Ports } from '../ports.ts';
import { RECORD } from '../run-records.ts';
import type { RunState, Step } from '../step.ts';
import { publish } from './publish.ts';
import { stopMembers } from './stop-crew.ts';

/**
 * Removes what the run recorded as intended, then lists what is left and puts that proof on the page. Idempotent. A full disk must
 * not keep it from removing: what cannot be written down is a problem of the proof.
 */
export const teardown: Step<RunState, RunState & { readonly clean: boolean }> = async (ports, { run }) => {
  const problems: string[] = [];
  const attempt = (what: Promise<unknown>) => what.catch((error) => problems.push(oneLine(error)));
  await attempt(RECORD.closed.write(ports.records, { at: ports.now().toISOString() }));
  problems.push(...(await stopEveryCrew(ports)), ...(await closeEveryStore(ports)));
  const left = await countLeft(ports, problems);
  const total = Object.values(left).reduce((sum, count) => sum + count, 0);
  const proof = (): Teardown => ({ at: ports.now().toISOString(), left, total, problems: [...problems] });
  await attempt(publishProof(ports, run, proof()));
  await attempt(RECORD.teardown.write(ports.records, proof()));
  return { run, clean: total === 0 && problems.length === 0 };
};

async function publishProof(ports: Ports, run: string, proof: Teardown): Promise<void> {
  const record = await RECORD.run.read(ports.records);
  if (!record) return;
  await RECORD.run.write(ports.records, { ...record, teardown: proof });
  await publish(ports, { run });
}

async function stopEveryCrew(ports: Ports): Promise<string[]> {
  const keys = (await ports.records.list('lanes/')).filter((key) => key.endsWith('/crew.json'));
  const problems = keys.map(async (key) => {
    const crew = await RECORD.crew.need(ports.records, key.slice('lanes/'.length, -'/crew.json'.length));
    return stopMembers(ports, crew);
  });
  return (await Promise.all(problems)).flat();
}

async function storeIds(ports: Ports): Promise<string[]> {
  return (await ports.records.list('stores/')).map((key) => key.slice('stores/'.length, -'.json'.length));
}

async function closeEveryStore(ports: Ports): Promise<string[]> {
  const problems = (await storeIds(ports)).map(async (id) => {
    const before = await RECORD.store.need(ports.records, id);
    try {
      await ports.store(id).close();
      if (before.state !== 'failed') await RECORD.store.write(ports.records, { ...before, state: 'closed' }, id);
      return [];
    } catch (error) {
      // A store that could never be opened has nothing of ours: that it cannot be reached now is no new problem.
      return before.state === 'failed' && !before.opened ? [] : [`${id}: ${oneLine(error)}`];
    }
  });
  return (await Promise.all(problems)).flat();
}

async function countLeft(ports: Ports, problems: string[]): Promise<Record<string, number>> {
  // Together: each service that does not answer takes its time to find that out.
  const listed = (await storeIds(ports)).map(async (id) => {
    const { state, opened } = await RECORD.store.need(ports.records, id);
    return ports
      .store(id)
      .left()
      .catch((error): Record<string, number> => {
        if (state !== 'failed' || opened) problems.push(`${id} could not be listed: ${oneLine(error)}`);
        return {};
      });
  });
  const left: Record<string, number> = { ...(await ports.leftovers()) };
  for (const counts of await Promise.all(listed))
    for (const [kind, count] of Object.entries(counts)) left[kind] = (left[kind] ?? 0) + count;
  return left;
}
