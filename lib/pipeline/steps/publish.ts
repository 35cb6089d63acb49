import { oneLine } from '../../domain/errors.ts';
import { type Hidden, hiddenOf, publishableRun, publishableSample } from '../../domain/publishable.ts';
import type { RunRecord } from '../../domain/run.ts';
import { isSample, type Sample } from '../../domain/sample.ts';
import { findingText } from '../../report/finding-text.ts';
import { indexPages } from '../../report/index-page.ts';
import { renderReport } from '../../report/render.ts';
import type { Ports } from '../ports.ts';
import { readLines } from '../read-lines.ts';
import { type Published, RECORD } from '../run-records.ts';
import type { RunState, Step } from '../step.ts';

/** Writes the page, the record and the samples to where people read them, and puts the run among all runs. */
export const publish: Step<RunState, RunState & { readonly report: string }> = async (ports, { run }) => {
  const { report } = await publishWhole(ports, await RECORD.run.need(ports.records));
  return { run, report };
};

/** The same with another record; samples that were published already are not read again. */
export async function republish(ports: Ports, record: RunRecord): Promise<void> {
  const before = await RECORD.published.read(ports.records);
  if (!before) return void (await publishWhole(ports, record));
  const shown = withFinding(publishableRun(withFiles(record, before.files), hiddenIn(ports, record)));
  await ports.publisher.publish(shown, renderReport(shown));
}

async function publishWhole(ports: Ports, record: RunRecord): Promise<Published> {
  const { publisher } = ports;
  const hidden = hiddenIn(ports, record);
  // Before the page, which tells their lengths.
  const files = await publisher.samples?.(publishableRun(record, hidden), samplesOf(ports, hidden));
  const shown = withFinding(publishableRun(withFiles(record, files), hidden));
  const report = await publisher.publish(shown, renderReport(shown));
  const published = { report, ...(files && { files }), ...(await listed(ports, shown)) };
  // Where this is missing the samples are published once more, and nothing else.
  await RECORD.published.write(ports.records, published).catch(() => {});
  return published;
}

/** A page of all runs that cannot be written takes nothing from this run's own. */
async function listed({ publisher, records }: Ports, shown: RunRecord): Promise<Pick<Published, 'index' | 'notListed'>> {
  try {
    if (!publisher.list || (await RECORD.request.read(records))?.private) return {};
    return { index: await publisher.list(shown, indexPages) };
  } catch (error) {
    return { notListed: oneLine(error) };
  }
}

const hiddenIn = ({ publisher }: Ports, record: RunRecord): Hidden => hiddenOf(record, publisher.withheld ?? []);

const withFiles = (record: RunRecord, files: Published['files']): RunRecord => (files ? { ...record, files } : record);

const withFinding = (shown: RunRecord): RunRecord => ({ ...shown, finding: findingText(shown) });

async function* samplesOf(ports: Ports, hidden: Hidden): AsyncGenerator<Sample> {
  const plan = await RECORD.plan.need(ports.records);
  for (const lane of plan.lanes)
    for await (const line of readLines(ports.records, lane)) if (isSample(line)) yield publishableSample(line, hidden);
}
