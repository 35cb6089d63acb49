import { NamedError } from './errors.ts';
import { RUN_VERSION, type RunRecord } from './run.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A run.json of this version or an older one, as this version has it. Fields that came later get the value that says least. Errors:
 * NotARun names what is wrong, NewerRun says that this program is too old to know what it reads.
 */
export function readRun(json: unknown): RunRecord {
  const run = object(json, 'it');
  if (typeof run.v !== 'number') throw bad('it has no version "v"');
  if (run.v > RUN_VERSION)
    throw new NamedError('NewerRun', `it is of version ${run.v} and this firstbyte reads up to ${RUN_VERSION}: update firstbyte`);
  if (run.v !== RUN_VERSION) throw bad(`there never was a version ${run.v}`);
  const samples = run.samples === undefined ? {} : object(run.samples, 'samples');
  return {
    ...run,
    id: text(run.id, 'id'),
    firstbyte: optionalText(run.firstbyte, 'unknown'),
    preset: optionalText(run.preset, 'unknown'),
    status: oneOf(run.status, ['complete', 'partial', 'interrupted', 'empty'], 'status'),
    startedAt: text(run.startedAt, 'startedAt'),
    endedAt: text(run.endedAt ?? run.startedAt, 'endedAt'),
    seconds: number(run.seconds ?? 0, 'seconds'),
    seed: number(run.seed ?? 0, 'seed'),
    rounds: object(run.rounds, 'rounds'),
    standIns: run.standIns === true,
    samples: { timed: 0, warmups: 0, failures: 0, warmupFailures: 0, ...samples },
    scenarios: list(run.scenarios, 'scenarios', scenario),
    stores: list(run.stores ?? [], 'stores', withId),
    hosts: list(run.hosts ?? [], 'hosts', withId),
    cells: list(run.cells, 'cells', cell),
    comparisons: list(run.comparisons ?? [], 'comparisons', object),
    lanes: list(run.lanes ?? [], 'lanes', lane),
    overhead: number(run.overhead ?? 0, 'overhead'),
    // Not in records before warm-ups were told apart.
    warmupShare: number(run.warmupShare ?? 0, 'warmupShare'),
    ...powerOf(run.power),
    estimate: { seconds: 0, usd: 0, bytesUp: 0, bytesDown: 0, requests: 0, lines: [], ...object(run.estimate ?? {}, 'estimate') },
    method: list(run.method ?? [], 'method', text),
    teardown: run.teardown === undefined ? null : run.teardown,
  } as unknown as RunRecord;
}

/** In the first records it did not say which metric it was of: of what nobody knows it is no use. */
function powerOf(power: unknown): { readonly power?: unknown } {
  return power !== undefined && 'metric' in object(power, 'power') ? { power } : { power: undefined };
}

function scenario(value: unknown, at: string): Fields {
  const fields = withId(value, at);
  return {
    ...fields,
    title: optionalText(fields.title, String(fields.id)),
    axes: list(fields.axes, `${at}.axes`, named),
    compares: list(fields.compares ?? [], `${at}.compares`, text),
    metrics: list(fields.metrics, `${at}.metrics`, (metric, where) => {
      const known = named(metric, where);
      return {
        ...known,
        title: optionalText(known.title, String(known.name)),
        better: oneOf(known.better, ['lower', 'higher'], `${where}.better`),
      };
    }),
    views: list(fields.views ?? [], `${at}.views`, object),
  };
}

function cell(value: unknown, at: string): Fields {
  const fields = withId(value, at);
  const metrics = Object.entries(object(fields.metrics ?? {}, `${at}.metrics`)).map(([name, summary]) => {
    const known = object(summary, `${at}.metrics.${name}`);
    number(known.median, `${at}.metrics.${name}.median`);
    return [name, { ...known, rounds: list(known.rounds ?? [], `${at}.metrics.${name}.rounds`, number) }] as const;
  });
  return {
    ...fields,
    scenario: text(fields.scenario, `${at}.scenario`),
    axes: object(fields.axes, `${at}.axes`),
    n: number(fields.n, `${at}.n`),
    rounds: number(fields.rounds ?? 0, `${at}.rounds`),
    failures: number(fields.failures ?? 0, `${at}.failures`),
    errors: object(fields.errors ?? {}, `${at}.errors`),
    metrics: Object.fromEntries(metrics),
  };
}

/** Load of the client, stores given up and calibration came one after the other. */
function lane(value: unknown, at: string): Fields {
  const fields = withId(value, at);
  return {
    ...{
      outcome: 'measured',
      rounds: { planned: 0, done: 0 },
      seconds: 0,
      overhead: 0,
      warmupShare: 0,
      clientBound: 0,
      phase: 'small',
    },
    ...{ cpuShare: { median: 0, max: 0 }, throttled: null, maxLoopDelayMs: null },
    ...fields,
    host: text(fields.host, `${at}.host`),
    site: text(fields.site, `${at}.site`),
    givenUp: list(fields.givenUp ?? [], `${at}.givenUp`, object),
    facts: object(fields.facts ?? {}, `${at}.facts`),
    calibration: list(fields.calibration ?? [], `${at}.calibration`, object),
  };
}

const bad = (what: string) => new NamedError('NotARun', `it is no run.json of firstbyte: ${what}`);

function object(value: unknown, at: string): Fields {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw bad(`${at} is no object`);
  return value as Fields;
}

function list<T>(value: unknown, at: string, each: (item: unknown, at: string) => T): T[] {
  if (!Array.isArray(value)) throw bad(`${at} is no list`);
  return value.map((item, i) => each(item, `${at}[${i}]`));
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw bad(`${at} is no text`);
  return value;
}

function optionalText(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function number(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw bad(`${at} is no number`);
  return value;
}

function oneOf(value: unknown, known: readonly string[], at: string): string {
  if (typeof value !== 'string' || !known.includes(value)) throw bad(`${at} is none of ${known.join(', ')}`);
  return value;
}

const withId = (value: unknown, at: string): Fields => {
  const fields = object(value, at);
  return { ...fields, id: text(fields.id, `${at}.id`) };
};

const named = (value: unknown, at: string): Fields => {
  const fields = object(value, at);
  return { ...fields, name: text(fields.name, `${at}.name`) };
};
