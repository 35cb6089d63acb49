import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListBucketsCommand,
  PutBucketTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { VERSION } from '../../../bin/version.ts';
import { type S3Records, s3Records } from '../../../lib/adapters/aws/records.ts';
import { OWNER_TAG, recordsPrefix, runBucket, siteBucket } from '../../../lib/domain/names.ts';
import { type FakeAccount, fakeAccount, type Service } from '../../lib/adapters/aws/fakes/account.ts';
import { type FakeStack, fakeCloudFormation } from '../../lib/adapters/aws/fakes/cloudformation.ts';
import { type FakeProduct, fakePricing } from '../../lib/adapters/aws/fakes/pricing.ts';
import { fakeQuotas } from '../../lib/adapters/aws/fakes/quotas.ts';
import { type FakeStates, fakeStates } from '../../lib/adapters/aws/fakes/states.ts';
import { fakeSts } from '../../lib/adapters/aws/fakes/sts.ts';
import {
  fakeEc2Offers,
  fakeFreeTier,
  fakeLambdaSettings,
  fakeLogs,
  fakeNoSchedules,
  fakeParameterStore,
} from '../../lib/adapters/aws/fakes/surroundings.ts';
import { type RunningStandIn, startStandIn } from '../../lib/adapters/local/s3/stand-in.ts';
import { type HybridHere, withHybrid } from './hybrid-here.ts';

export const ACCOUNT = '123456789012';
export const HOME = 'us-east-1';
const KEYS = { accessKeyId: 'AKIATEST', secretAccessKey: 'a secret of the tests' };

/** An account in which the lab is deployed for one region, and what a test may change about it. */
export interface Lab extends HybridHere {
  readonly account: FakeAccount;
  readonly states: FakeStates;
  readonly stacks: FakeStack[];
  readonly parameters: Map<string, string>;
  readonly logGroups: Set<string>;
  readonly products: FakeProduct[];
  readonly s3: S3Client;
  readonly standIn: RunningStandIn;
  records(run: string): S3Records;
  /** The environment of a command that works in this account. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface LabOptions {
  readonly deployed?: boolean;
  readonly vcpus?: number;
  readonly concurrency?: number;
  readonly plan?: 'FREE' | 'PAID' | undefined;
  readonly offered?: readonly string[];
  readonly refuse?: () => string | undefined;
  readonly pricesDenied?: boolean;
  /** The S3 of a whole file of tests, from `labStandIn`, which the file stops; by default each lab has its own. */
  readonly standIn?: RunningStandIn;
  readonly services?: Readonly<Record<string, Service>>;
}

const FREE_TYPES = ['t3.micro', 't3.small', 't4g.micro', 't4g.small'];
const TYPES = ['t2.nano', 't2.micro', 't3.nano', 't3.micro', 't4g.micro', 't4g.small', 'a1.medium'];

/** S3 as labs have it, in a process of its own. */
export const labStandIn = () => startStandIn({ region: HOME, ...KEYS, versioned: true });

export async function lab(options: LabOptions = {}): Promise<Lab> {
  const { deployed = true, vcpus = 32, concurrency = 1000, offered = TYPES, refuse } = options;
  const stack = (name: string, outputs = {}): FakeStack => ({ name, region: HOME, status: 'CREATE_COMPLETE', outputs });
  const stacks = deployed
    ? [stack('firstbyte-site'), stack('firstbyte-lab', { Version: VERSION }), stack('firstbyte-region-us-east-1')]
    : [];
  const parameters = new Map([[`${HOME} /cdk-bootstrap/hnb659fds/version`, '29']]);
  if (deployed) parameters.set(`${HOME} /firstbyte/site-url`, 'https://pages.example');
  const logGroups = new Set<string>();
  const hybrid: HybridHere = { nodes: new Map(), activations: new Map() };
  const products: FakeProduct[] = [];
  const states = fakeStates(deployed);
  const types = Object.fromEntries(offered.map((type) => [type, { vcpus: 2, freeTier: FREE_TYPES.includes(type) }]));
  const probes = { 'firstbyte-probe-lambda-128mb': 128, 'firstbyte-probe-lambda-1gb': 1024, 'firstbyte-probe-lambda-3gb': 3008 };
  const account = await fakeAccount({
    sts: fakeSts(ACCOUNT, refuse),
    states: states.service,
    cloudformation: fakeCloudFormation(stacks),
    ssm: withHybrid(hybrid, fakeParameterStore(parameters)),
    ec2: fakeEc2Offers(types),
    servicequotas: fakeQuotas({ [HOME]: vcpus }),
    lambda: fakeLambdaSettings(concurrency, deployed ? probes : {}),
    pricing: fakePricing(products, () => options.pricesDenied === true),
    freetier: fakeFreeTier('plan' in options ? options.plan : 'PAID'),
    logs: fakeLogs(logGroups),
    scheduler: fakeNoSchedules,
    ...options.services,
  });
  const standIn = options.standIn ?? (await labStandIn());
  const s3 = standIn.client({ region: HOME, credentials: KEYS });
  if (deployed && !(standIn === options.standIn && (await s3.send(new ListBucketsCommand({}))).Buckets?.length))
    for (const Bucket of [runBucket(ACCOUNT, HOME), siteBucket(ACCOUNT, HOME)]) {
      await s3.send(new CreateBucketCommand({ Bucket }));
      const TagSet = [{ Key: OWNER_TAG.name, Value: OWNER_TAG.stack }];
      await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    }
  // The machine of this lab is a new one: it knows nothing of whoever held the lock.
  if (deployed) await s3.send(new DeleteObjectCommand({ Bucket: runBucket(ACCOUNT, HOME), Key: 'lock.json' }));
  return {
    ...hybrid,
    ...{ account, states, stacks, parameters, logGroups, products, s3, standIn },
    records: (run) => s3Records({ s3, bucket: runBucket(ACCOUNT, HOME), prefix: recordsPrefix(run) }),
    env: {
      AWS_ENDPOINT_URL: account.url,
      AWS_ENDPOINT_URL_S3: standIn.endpoint,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    async close() {
      if (standIn !== options.standIn) await standIn.stop();
      await account.close();
    },
  };
}

/** One region only: what the lab of the tests has. */
export const HERE = ['-c', `firstbyte:regions=${HOME}`];

/** As little as a run can measure. */
export const QUICK = ['--stores', 's3', '--sizes', '1KB', '--rounds', '1', '--pairs', 'aws-virginia'];
export const SMALL = [...HERE, ...QUICK];

export const PLAYED_KEYS = { accessKeyId: 'PLAYED', secretAccessKey: 'a secret of the player' };
/** Lets a stand-in with those keys play Wasabi. */
export const playedBy = ({ endpoint }: RunningStandIn) => ['-c', `firstbyte:endpoints={"wasabi.us-east-1":"${endpoint}"}`];
