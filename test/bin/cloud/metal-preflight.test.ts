import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askedOfCloud } from '../../../bin/cloud/asked.ts';
import { commandClients } from '../../../bin/cloud/clients.ts';
import { cleared } from '../../../bin/cloud/preflight.ts';
import { PARAMETER } from '../../../lib/domain/names.ts';
import { makePlan } from '../../../lib/pipeline/planning/make-plan.ts';
import { scenarioPlan } from '../../../lib/scenarios/plans.ts';
import { startStandIn } from '../../lib/adapters/local/s3/stand-in.ts';
import { type FakeLatitude, fakeLatitude } from '../../packet-tf/fakes/latitude.ts';
import { ACCOUNT, HOME, type Lab, lab, PLAYED_KEYS } from './lab.ts';

const LOS_ANGELES = 'us-west-1';
let here: Lab;
let latitude: FakeLatitude;
let wasabi: Awaited<ReturnType<typeof startStandIn>>;
beforeEach(async () => {
  [here, latitude, wasabi] = await Promise.all([lab(), fakeLatitude(), startStandIn({ region: LOS_ANGELES, ...PLAYED_KEYS })]);
  for (const [name, value] of Object.entries(here.env)) vi.stubEnv(name, value);
  here.parameters.set(`${HOME} ${PARAMETER.metalToken}`, latitude.token);
  here.parameters.set(`${HOME} ${PARAMETER.keys('wasabi', LOS_ANGELES)}`, JSON.stringify(PLAYED_KEYS));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([here.close(), latitude.close(), wasabi.stop()]);
});

const METAL = { preset: 'wish', stores: ['wasabi'], sizes: '1KB', rounds: 6 } as const;
const clear = (hosts: readonly string[]) => {
  const endpoints = { latitude: latitude.url, [`wasabi.${LOS_ANGELES}`]: wasabi.endpoint };
  const asked = askedOfCloud({ ...METAL, hosts, pairs: ['packet-losangeles'] }, {}, [HOME]);
  const deployment = { account: ACCOUNT, home: HOME, regions: [HOME], endpoints };
  const metalLock = fileURLToPath(import.meta.url);
  return cleared(commandClients(), deployment, asked, { deployed: true, env: { ...process.env }, metalLock });
};

it('plans bare metal by the stock and the price of the day, and hands both to the run', async () => {
  // In stock is c2-small-x86 in LAX, and nothing else.
  const { plan, prices, selection, notes } = await clear(['c1.small.x86', 'n2.xlarge.x86']);
  expect(plan.lanes.map(({ id }) => id)).toEqual(['c2-small-x86.los-angeles.small']);
  const bare = plan.estimate.lines.find(({ what }) => what.startsWith('Latitude.sh c2-small-x86'));
  expect(bare?.source).toBe('the API of Latitude.sh, asked before the run: c2-small-x86 in LAX');
  expect(prices).toContainEqual(expect.objectContaining({ sku: 'metal:c2-small-x86', region: 'los-angeles', usd: 0.21 }));
  expect(notes).toContain('In stock at Latitude.sh now: c2-small-x86 in LAX, 1 x 1 Gbps, 0.21 USD an hour.');
  expect(notes.find((note) => note.startsWith('Not in stock: '))).toContain('m4-metal-large in los-angeles (LAX)');
  // What the machine plans of the request is what was shown.
  const again = makePlan({ run: 'plan', preset: 'wish', selection, prices, home: HOME, scenario: scenarioPlan('transfer') });
  expect(again.lanes).toEqual(plan.lanes);
  expect(again.estimate.usd).toBe(plan.estimate.usd);
});

it('refuses a pair of which nothing is in stock', async () => {
  await expect(clear(['n2.xlarge.x86'])).rejects.toMatchObject({
    name: 'BadInput',
    message: expect.stringMatching(
      /^pair packet-losangeles cannot be measured: .*Latitude.sh has no m4-metal-large in los-angeles/,
    ),
  });
});
