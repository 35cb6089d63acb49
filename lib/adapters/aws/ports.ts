import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { hostEntry } from '../../catalog/lookup.ts';
import { hostEndsAt } from '../../domain/deadline.ts';
import { HostLost, NamedError } from '../../domain/errors.ts';
import { PARAMETER, recordsPrefix, runBucket, siteBucket } from '../../domain/names.ts';
import { agentNodeFlags } from '../../domain/node-flags.ts';
import type { Post } from '../../domain/order.ts';
import type { ScenarioPlan } from '../../domain/scenario.ts';
import type { Host, Ports } from '../../pipeline/ports.ts';
import { RECORD } from '../../pipeline/run-records.ts';
import { metalHost } from '../metal/metal-host.ts';
import { metalWorld } from '../metal/metal-world.ts';
import { cloudStores } from '../stores/cloud-stores.ts';
import { failureName } from '../stores/store-failure.ts';
import { type AwsClients, awsClients } from './clients.ts';
import { ec2Host } from './ec2/ec2-host.ts';
import { errandBox } from './errand-box.ts';
import { lambdaHost } from './lambda-host.ts';
import { sitePublisher } from './publisher.ts';
import { s3Records } from './records.ts';
import { leftOfRun, sweepRun } from './removal.ts';
import { scheduleGuard } from './schedule-guard.ts';
import { surroundings } from './surroundings.ts';

export interface AwsPortsOptions {
  readonly run: string;
  /** Environment of a function of the lab stack. */
  readonly env: NodeJS.ProcessEnv;
  readonly scenario: (id: string) => ScenarioPlan;
  readonly clients?: AwsClients;
}

/** What a step of this run reaches in the cloud. Reads the plan where there is one; everything else is asked for when it is used. */
export async function awsPorts({ run, env, scenario, clients = awsClients() }: AwsPortsOptions): Promise<Ports> {
  const deployment = surroundings(env);
  const { account, home, endpoints } = deployment;
  const now = () => new Date();
  const bucket = runBucket(account, home);
  const s3 = clients.s3(home);
  const records = s3Records({ s3, bucket, prefix: recordsPrefix(run) });
  const plan = await RECORD.plan.read(records);
  const removable = { run, deployment, clients, records };
  return {
    run,
    now,
    records,
    publisher: sitePublisher({
      ...{ s3, bucket: siteBucket(account, home), siteUrl: () => siteUrl(clients, home), withheld: [account] },
      secret: async () => (await RECORD.request.need(records)).secret ?? '',
    }),
    scenario,
    host: hostsOf(),
    store: await cloudStores({
      ...{ run, account, home, endpoints, places: plan?.stores ?? [], clients, now, env },
      keepPool: async () => (await RECORD.request.read(records))?.keepPool === true,
    }),
    guard: scheduleGuard({ run, scheduler: clients.scheduler(home), deployment, records, now }),
    sweep: () => sweepRun(removable),
    leftovers: () => leftOfRun(removable),
  };

  function hostsOf(): (id: string) => Host {
    const box = errandBox({ s3, bucket, run, records, now });
    const typesAt = (site: string) => {
      const crews = (plan?.lanes ?? []).filter((lane) => lane.site === site).flatMap(({ crew }) => crew);
      return [...new Set(crews.map(({ host }) => host))].filter((id) => hostEntry(id)?.kind === 'ec2');
    };
    const expiresAt = async ({ lane: id }: Post) => {
      const { startedAt } = await RECORD.request.need(records);
      const { estimate, lanes } = plan ?? (await RECORD.plan.need(records));
      const lane = lanes.find((candidate) => candidate.id === id);
      const laneSeconds = lane ? lane.rounds * lane.roundSeconds : estimate.seconds;
      const whole = { startedAt: Date.parse(startedAt), expectedSeconds: estimate.seconds };
      return new Date(hostEndsAt(now().getTime(), laneSeconds, whole));
    };
    return (id) => {
      const kind = hostEntry(id)?.kind;
      if (kind === 'lambda') return lambdaHost({ box, lambda: clients.lambda });
      if (kind === 'ec2') return ec2Host({ run, clients, box, records, now, typesAt, expiresAt, nodeFlags: agentNodeFlags });
      if (kind === 'metal') return metalHost({ ...metalWorld(removable), box, now, expiresAt, nodeFlags: agentNodeFlags });
      return absentHost(`${id} is no host of the cloud: npm run local measures there`);
    };
  }
}

/** Fails the lane that asks for it. There is nothing to stop. */
function absentHost(reason: string): Host {
  const lost = async (): Promise<never> => {
    throw new HostLost(reason);
  };
  return { start: lost, ready: lost, send: lost, poll: lost, stop: async () => {} };
}

/** Throws NotDeployed. */
async function siteUrl(clients: AwsClients, home: string): Promise<string> {
  try {
    const { Parameter } = await clients.ssm(home).send(new GetParameterCommand({ Name: PARAMETER.siteUrl }));
    if (Parameter?.Value) return Parameter.Value;
  } catch (error) {
    if (failureName(error) !== 'ParameterNotFound') throw error;
  }
  throw new NamedError('NotDeployed', `the site is not deployed in ${home}: npx cdk deploy --all`);
}
