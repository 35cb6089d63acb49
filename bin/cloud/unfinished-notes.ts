import { runningRuns } from '../../lib/adapters/aws/execution.ts';
import { oneLine } from '../../lib/domain/errors.ts';
import type { Deployment } from '../../lib/domain/names.ts';
import { awsProblem } from './aws-errors.ts';
import type { CommandClients } from './clients.ts';
import { unfinishedLine, unfinishedRuns } from './removal/unfinished-runs.ts';

/** Runs that are over and not removed for certain, a line each: what they left costs money until somebody looks. */
export async function unfinishedNotes(clients: CommandClients, given: Deployment | Promise<Deployment>): Promise<string[]> {
  try {
    const deployment = await given;
    const [open, running] = await Promise.all([
      unfinishedRuns(clients, deployment),
      runningRuns(clients.sfn(deployment.home), deployment),
    ]);
    const over = open.filter(({ run }) => !running.includes(run));
    return await Promise.all(over.map(async (at) => `${await unfinishedLine(at)}.`));
  } catch (error) {
    return [`Earlier runs could not be checked: ${awsProblem(error) ?? oneLine(error)}.`];
  }
}
