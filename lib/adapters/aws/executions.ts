import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Deployment } from '../../domain/names.ts';
import { describeExecution, stopExecution } from './execution.ts';
import type { Executions } from './finalize.ts';

/** Executions of the deployed machine, by run. */
export function machineExecutions(sfn: SFNClient, where: Pick<Deployment, 'account' | 'home'>): Executions {
  return {
    async status(run) {
      const execution = await describeExecution(sfn, where, run);
      const cause = execution?.cause ?? execution?.error;
      return execution && { status: execution.status, ...(cause && { cause }) };
    },
    stop: (run, cause) => stopExecution(sfn, where, run, cause),
  };
}
