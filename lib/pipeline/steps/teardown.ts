import { oneLine } from '../../domain/errors.ts';
import type { Teardown } from '../../domain/run.ts';
import { settleGuard } from '../in-flight.ts';
import type { Ports } from '../ports.ts';
import { RECORD } from '../run-records.ts';
import type { RunState, Step } from '../step.ts';
import { republish } from './publish.ts';
import { stopMembers } from './stop-crew.ts';

/**
 * Removes what the run recorded as intended, then lists what is left and puts that proof on the page. Idempotent, and needs no plan.
 * Nothing keeps it from going on, no full disk and no record that cannot be read: what fails is a problem of the proof.
 */
export const teardown: Step<RunState, RunState & { readonly clean: boolean }> = async (ports, { run }) => {
  const problems: string[] = [];
  const attempt = <T>(what: () => Promise<T>): Promise<T | undefined> =>
    // Inside a promise, so that a port that throws at once is a problem too.
    Promise.resolve()
      .then(what)
      .catch((error: unknown) => {
        problems.push(oneLine(error));
        return undefined;
      });
  await attempt(() => close(ports));
  problems.push(...((await attempt(() => stopEveryCrew(ports))) ?? []));
  problems.push(...((await attempt(() => closeEveryStore(ports))) ?? []));
  problems.push(...((await attempt(async () => ports.sweep?.())) ?? []));
  await attempt(() => settleGuard(ports));
  const left = (await attempt(() => countLeft(ports, problems))) ?? {};
  const total = Object.values(left).reduce((sum, count) => sum + count, 0);
  const proof = (): Teardown => ({ at: ports.now().toISOString(), left, total, problems: [...problems] });
  // On record before the page has it: drawing a page takes time, and may fail.
  await attempt(() => RECORD.teardown.write(ports.records, proof()));
  const known = problems.length;
  await attempt(() => publishProof(ports, proof()));
  if (problems.length > known) await attempt(() => RECORD.teardown.write(ports.records, proof()));
  return { run, clean: total === 0 && problems.length === 0 };
};

/** Before anything is swept; the first time counts. */
async function close(ports: Ports): Promise<void> {
  if (!(await RECORD.closed.read(ports.records).catch(() => undefined)))
    await RECORD.closed.write(ports.records, { at: ports.now().toISOString() });
}

async function publishProof(ports: Ports, teardown: Teardown): Promise<void> {
  const before = await RECORD.run.read(ports.records);
  if (!before) return;
  const record = { ...before, teardown };
  await RECORD.run.write(ports.records, record);
  await republish(ports, record);
}

/** Every crew that is on record, whatever else of its lane is missing. */
async function stopEveryCrew(ports: Ports): Promise<string[]> {
  const keys = (await ports.records.list('lanes/')).filter((key) => key.endsWith('/crew.json'));
  const problems = keys.map(async (key) => {
    const lane = key.slice('lanes/'.length, -'/crew.json'.length);
    try {
      return await stopMembers(ports, await RECORD.crew.need(ports.records, lane));
    } catch (error) {
      return [`crew of ${lane}: ${oneLine(error)}`];
    }
  });
  return (await Promise.all(problems)).flat();
}

async function places(ports: Ports): Promise<string[]> {
  return (await ports.records.list('stores/')).map((key) => key.slice('stores/'.length, -'.json'.length));
}

async function closeEveryStore(ports: Ports): Promise<string[]> {
  const problems = (await places(ports)).map(async (place) => {
    let neverOpened = false;
    try {
      const before = await RECORD.store.need(ports.records, place);
      // A store that could never be opened has nothing of ours: that it cannot be reached now is no new problem.
      neverOpened = before.state === 'failed' && !before.opened;
      await ports.store(place).close();
      // A failed one keeps its reason, and holds nothing any more.
      const after = before.state === 'failed' ? { ...before, opened: false } : { ...before, state: 'closed' as const };
      await RECORD.store.write(ports.records, after, place);
      return [];
    } catch (error) {
      return neverOpened ? [] : [`${place}: ${oneLine(error)}`];
    }
  });
  return (await Promise.all(problems)).flat();
}

async function countLeft(ports: Ports, problems: string[]): Promise<Record<string, number>> {
  // Together: each service that does not answer takes its time to find that out.
  const listed = (await places(ports)).map(async (place): Promise<Readonly<Record<string, number>>> => {
    let neverOpened = false;
    try {
      const { state, opened } = await RECORD.store.need(ports.records, place);
      neverOpened = state === 'failed' && !opened;
      return await ports.store(place).left();
    } catch (error) {
      if (!neverOpened) problems.push(`${place} could not be listed: ${oneLine(error)}`);
      return {};
    }
  });
  const others = ports.leftovers().catch((error: unknown): Record<string, number> => {
    problems.push(`what else is left could not be listed: ${oneLine(error)}`);
    return {};
  });
  const left: Record<string, number> = {};
  for (const counts of await Promise.all([others, ...listed]))
    for (const [kind, count] of Object.entries(counts)) left[kind] = (left[kind] ?? 0) + count;
  return left;
}
