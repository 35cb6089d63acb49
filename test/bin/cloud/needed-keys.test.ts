import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { commandClients } from '../../../bin/cloud/clients.ts';
import { type KeyHolder, refuseWhileNeeded } from '../../../bin/cloud/removal/needed-keys.ts';
import { selectionFrom } from '../../../lib/pipeline/planning/select.ts';
import { RECORD, type RunRequest } from '../../../lib/pipeline/run-records.ts';
import type { RunningStandIn } from '../../lib/adapters/local/s3/stand-in.ts';
import { ACCOUNT, HOME, type Lab, lab, labStandIn } from './lab.ts';

const RUN = '20261121-120000-ab1c';
let standIn: RunningStandIn;
let made: Lab;
beforeAll(async () => {
  standIn = await labStandIn();
});
beforeEach(async () => {
  made = await lab({ standIn });
  for (const [name, value] of Object.entries(made.env)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await made.close();
});
afterAll(() => standIn.stop());

const refused = (provider: KeyHolder) =>
  refuseWhileNeeded(commandClients(), { account: ACCOUNT, home: HOME, regions: [HOME], endpoints: {} }, provider).then(
    () => false,
    (error: Error) => error.name === 'BadInput',
  );
const asked = (stores: readonly string[], hosts: readonly string[], pairs: readonly string[]) => ({
  selection: selectionFrom('quick', { stores, hosts, pairs, sizes: ['1KB'] }),
});
/** Which keys may not be removed. */
const kept = async () => ({ wasabi: await refused('wasabi'), b2: await refused('b2'), latitude: await refused('latitude') });

it('a run under way keeps the keys that it uses, and no others', async () => {
  made.states.executions.push({ run: RUN, input: '{}', status: 'RUNNING' });
  expect(await kept(), 'nobody knows what it uses').toEqual({ wasabi: true, b2: true, latitude: true });
  const request = asked(['s3', 'wasabi'], ['t3.nano'], ['aws-virginia']);
  await RECORD.request.write(made.records(RUN), request as RunRequest);
  expect(await kept()).toEqual({ wasabi: true, b2: false, latitude: false });
  await RECORD.request.write(made.records(RUN), asked(['b2'], ['c1.small.x86'], ['packet-losangeles']) as RunRequest);
  expect(await kept()).toEqual({ wasabi: false, b2: true, latitude: true });
});

it('a run that is over keeps the keys of what it may have left, and no others', async () => {
  const run = '20261121-130000-ab1c';
  await RECORD.store.write(made.records(run), { id: 'b2.us-west-004', state: 'ready', opened: true }, 'b2.us-west-004');
  expect(await kept()).toEqual({ wasabi: false, b2: true, latitude: false });
  await made.records(run).write('stores/b2.us-west-004.json', '{');
  expect(await kept(), 'what cannot be read').toEqual({ wasabi: true, b2: true, latitude: true });
  await RECORD.teardown.write(made.records(run), { at: new Date().toISOString(), left: {}, total: 0, problems: [] });
  expect(await kept(), 'what is proved gone').toEqual({ wasabi: false, b2: false, latitude: false });
});
