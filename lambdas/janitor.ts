import { awsClients } from '../lib/adapters/aws/clients.ts';
import { codeBuilds } from '../lib/adapters/aws/codebuild.ts';
import { machineExecutions } from '../lib/adapters/aws/executions.ts';
import { expiredInstances, expiredVolumes } from '../lib/adapters/aws/expired-hosts.ts';
import { finalize } from '../lib/adapters/aws/finalize.ts';
import { janitor } from '../lib/adapters/aws/janitor.ts';
import { awsPorts } from '../lib/adapters/aws/ports.ts';
import { recordedRuns } from '../lib/adapters/aws/recorded-runs.ts';
import { s3Records } from '../lib/adapters/aws/records.ts';
import { deleteSchedule, scheduledRuns } from '../lib/adapters/aws/schedule-guard.ts';
import { surroundings } from '../lib/adapters/aws/surroundings.ts';
import { expiredActivations, expiredBuilds, expiredNodes } from '../lib/adapters/metal/expired-in-account.ts';
import { expiredProjects, expiredUserData } from '../lib/adapters/metal/expired-projects.ts';
import { storedLatitude } from '../lib/adapters/metal/metal-world.ts';
import { deadlineSchedule, METAL_BUILD, recordsPrefix, runBucket } from '../lib/domain/names.ts';
import { salvage } from '../lib/pipeline/salvage.ts';
import { teardown } from '../lib/pipeline/steps/teardown.ts';
import { scenarioPlan } from '../lib/scenarios/plans.ts';

/** Called by an hourly rule. */
export const handler = async (): Promise<void> => {
  const deployment = surroundings(process.env);
  const { account, home, regions } = deployment;
  const clients = awsClients();
  const bucket = runBucket(account, home);
  const builds = codeBuilds({ ssm: clients.ssm(home), region: home, project: METAL_BUILD });
  const api = () => storedLatitude(clients.ssm(home), deployment.endpoints);
  const executions = machineExecutions(clients.sfn(home), deployment);
  await janitor({
    now: () => new Date(),
    runs: () => recordedRuns(clients.s3(home), bucket),
    records: (run) => s3Records({ s3: clients.s3(home), bucket, prefix: recordsPrefix(run) }),
    executions,
    finalize: async (run) => {
      const ports = await awsPorts({ run, env: process.env, scenario: scenarioPlan });
      await finalize(ports, { run, why: 'janitor' }, { executions, salvage, teardown });
    },
    sweepers: [
      ...regions.flatMap((region) => [expiredInstances(region, clients), expiredVolumes(region, clients)]),
      // Builds first: one that is stopped makes no server behind the look that finds none.
      expiredBuilds(builds),
      ...regions.flatMap((region) => [expiredActivations(region, clients), expiredNodes(region, home, clients)]),
      expiredProjects({ api, builds }),
      expiredUserData({ api }),
    ],
    deadlines: {
      runs: () => scheduledRuns(clients.scheduler(home)),
      clear: (run) => deleteSchedule(clients.scheduler(home), deadlineSchedule(run)),
    },
  });
};
