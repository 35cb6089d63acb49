import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { Execution } from '../../lib/adapters/aws/execution.ts';
import { PARAMETER, siteBucket } from '../../lib/domain/names.ts';
import type { RunRecord, Teardown } from '../../lib/domain/run.ts';
import { RECORD } from '../../lib/pipeline/run-records.ts';
import { EXIT } from '../exit-codes.ts';
import { remarksOf } from '../local/remarks.ts';
import { parameterOf } from './deployed.ts';
import { reasonOf } from './follow.ts';
import type { RunAtHome } from './run-at-home.ts';

export interface CloudOutcome {
  readonly run: string;
  readonly execution: Execution;
  readonly record: RunRecord | undefined;
  readonly teardown: Teardown | undefined;
  /** The page's address, where there is a page. */
  readonly report: string | undefined;
  /** The page of all runs, where this run is on it. */
  readonly index: string | undefined;
  /** What a person should know besides the page, one line each. */
  readonly remarks: readonly string[];
}

/** What came of a run that is over, from its records. */
export async function outcomeOf({ clients, deployment, run, records }: RunAtHome, execution: Execution): Promise<CloudOutcome> {
  const { account, home } = deployment;
  const request = await RECORD.request.read(records);
  const record = await RECORD.run.read(records);
  const teardown = await RECORD.teardown.read(records);
  const key = `${request?.secret ?? ''}/index.html`;
  const published =
    request?.secret !== undefined &&
    (await clients
      .s3(home)
      .send(new HeadObjectCommand({ Bucket: siteBucket(account, home), Key: key }))
      .then(
        () => true,
        () => false,
      ));
  const { index, notListed } = (await RECORD.published.read(records)) ?? {};
  const site = published ? await parameterOf(clients.ssm(home), PARAMETER.siteUrl) : undefined;
  return {
    run,
    execution,
    record,
    teardown,
    report: site === undefined ? undefined : `${site}/${key}`,
    index,
    remarks: [
      ...remarksOf(record, request?.skipped ?? []),
      ...(notListed === undefined ? [] : [`the page of all runs lacks this one: ${notListed}`]),
    ],
  };
}

/** The lines a person reads at the end, most important last. */
export function closingLines({ execution, record, teardown, remarks }: CloudOutcome): string[] {
  return [
    ...remarks,
    ...(execution.status === 'SUCCEEDED' ? [] : [`the run ended early: ${reasonOf(execution)}`]),
    ...(record ? [moneyLine(record)] : []),
    proofLine(teardown),
  ];
}

function moneyLine({ estimate, cost }: RunRecord): string {
  const actual = cost ? `${cost.usd.toFixed(2)} USD by what was metered, ` : '';
  return `cost: ${actual}${estimate.usd.toFixed(2)} USD estimated before`;
}

/** What the last listing found: kinds and counts, never names. */
export function proofLine(teardown: Teardown | undefined): string {
  if (!teardown) return 'no proof of removal yet: the janitor looks every hour; npm run destroy removes everything';
  const kinds = Object.entries(teardown.left).filter(([, count]) => count > 0);
  const problems = teardown.problems.length === 0 ? '' : `; not all could be removed or listed: ${teardown.problems.join('; ')}`;
  if (kinds.length > 0) return `left behind: ${kinds.map(([kind, count]) => `${count} ${kind}`).join(', ')}${problems}`;
  return `nothing is left of this run: ${Object.keys(teardown.left).join(', ') || 'everything'} listed at ${teardown.at}${problems}`;
}

/** The machine contract of `start --json`. */
export function summaryOf({ run, execution, record, teardown, report, index }: CloudOutcome) {
  const cells = record?.cells ?? [];
  const possible = cells.filter(({ impossible }) => !impossible);
  const measured = possible.filter(({ n }) => n > 0).length;
  return {
    run,
    status: record?.status ?? 'failed',
    execution: execution.status,
    report: report ?? null,
    index: index ?? null,
    seconds: record?.seconds ?? null,
    cells: { measured, failed: possible.length - measured, impossible: cells.length - possible.length },
    samples: record?.samples.timed ?? 0,
    failures: record?.samples.failures ?? 0,
    usd: { estimated: record?.estimate.usd ?? null, actual: record?.cost?.usd ?? null },
    left: teardown?.total ?? null,
    problems: teardown?.problems ?? [],
  };
}

/** What is left costs money, so it outranks everything. Without a proof nobody knows, which counts as left. */
export function exitCodeOf({ execution, record, teardown }: CloudOutcome): number {
  if (!teardown || teardown.total > 0 || teardown.problems.length > 0) return EXIT.somethingLeft;
  if (!record || record.status === 'empty') return EXIT.nothingMeasured;
  return record.status === 'complete' && execution.status === 'SUCCEEDED' ? EXIT.good : EXIT.failedCells;
}
