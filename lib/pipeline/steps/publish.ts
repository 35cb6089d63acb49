import type { RunRecord } from '../../domain/run.ts';
import type { AgentLine } from '../../domain/sample.ts';
import { renderReport } from '../../report/render.ts';
import type { Ports } from '../ports.ts';
import { readLines } from '../read-lines.ts';
import { RECORD } from '../run-records.ts';
import type { RunState, Step } from '../step.ts';

/** Writes the page, the record and the samples to where people read them. */
export const publish: Step<RunState, RunState & { readonly report: string }> = async (ports, { run }) => {
  const record = await RECORD.run.need(ports.records);
  const report = await ports.publisher.publish(record, renderReport(record), allLines(ports));
  // Where this is missing the samples are published once more, and nothing else.
  await RECORD.published.write(ports.records, { report }).catch(() => {});
  return { run, report };
};

/** The same with another record; samples that were published already are not read again. */
export async function republish(ports: Ports, record: RunRecord): Promise<void> {
  const samples = (await RECORD.published.read(ports.records)) ? undefined : allLines(ports);
  await ports.publisher.publish(record, renderReport(record), samples);
}

async function* allLines(ports: Ports): AsyncGenerator<AgentLine> {
  const plan = await RECORD.plan.need(ports.records);
  for (const lane of plan.lanes) yield* readLines(ports.records, lane);
}
