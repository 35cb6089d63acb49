import { fileURLToPath } from 'node:url';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { metalVerdict } from '../../../bin/cloud/metal-checks.ts';
import { PARAMETER } from '../../../lib/domain/names.ts';
import type { Selection } from '../../../lib/domain/scenario.ts';
import { makePlan } from '../../../lib/pipeline/planning/make-plan.ts';
import { selectionFrom } from '../../../lib/pipeline/planning/select.ts';
import { scenarioPlan } from '../../../lib/scenarios/plans.ts';
import { type FakeParameters, fakeParameters } from '../../lib/adapters/aws/fakes/parameters.ts';
import { type FakeLatitude, type FakePlan, fakeLatitude } from '../../packet-tf/fakes/latitude.ts';

const WISH = selectionFrom('wish');
const METAL = WISH.pairs.filter((pair) => pair.startsWith('packet-'));
const TODAY = '2026-11-21';
const PLACES = ['AMS', 'ASH', 'LAX'];
let parameters: FakeParameters;
let latitude: FakeLatitude;
let ssm: SSMClient;
beforeAll(async () => {
  parameters = await fakeParameters();
  ssm = new SSMClient({ region: 'us-east-1', endpoint: parameters.url, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
});
beforeEach(async () => {
  parameters.parameters.clear();
  parameters.calls.length = 0;
  await latitude?.close();
  latitude = await fakeLatitude();
  offer({ 'm4-metal-small': PLACES, 'c2-small-x86': PLACES, 'm4-metal-large': PLACES });
});
afterAll(async () => {
  ssm.destroy();
  await Promise.all([parameters.close(), latitude.close()]);
});

const USD: Readonly<Record<string, number>> = { 'm4-metal-small': 0.75, 'c2-small-x86': 0.25, 'm4-metal-large': 2.6 };

/** What is in stock where; every plan is sold everywhere. */
function offer(stock: Readonly<Record<string, readonly string[]>>): void {
  const plans = Object.entries(stock).map(([slug, places]): FakePlan => {
    const nics = [{ count: 2, type: '10 Gbps' }];
    const region = {
      name: 'World',
      locations: { available: PLACES, in_stock: places },
      pricing: { USD: { hour: USD[slug] ?? 1 } },
    };
    return { id: slug, attributes: { slug, specs: { nics }, regions: [region] } };
  });
  latitude.plans.splice(0, latitude.plans.length, ...plans);
}

const store = (Value: string) =>
  parameters.parameters.set(PARAMETER.metalToken, {
    Name: PARAMETER.metalToken,
    Value,
    Type: 'SecureString',
    LastModifiedDate: 0,
  });
const verdict = (selection: Selection = WISH, named: readonly string[] = [], lock = fileURLToPath(import.meta.url)) =>
  metalVerdict({ ssm, endpoints: { latitude: latitude.url }, selection, named, lock, today: TODAY });
const planOf = async (selection: Selection) => {
  const checked = await verdict(selection);
  const plan = makePlan({ run: 'r', preset: 'wish', scenario: scenarioPlan('transfer'), ...checked });
  return { ...checked, plan };
};

describe('bare metal before a run', () => {
  it('is measured where its token is stored, its account has room and its plans are in stock', async () => {
    store(latitude.token);
    const { selection, notes } = await verdict();
    expect(selection).toEqual(WISH);
    expect(notes).toEqual([
      expect.stringMatching(/^In stock at Latitude.sh now: m4-metal-small in AMS, 2 x 10 Gbps, 0.75 USD an hour; /),
    ]);
  });

  it('is left out and named without a token, its hosts as well', async () => {
    const { selection, notes } = await verdict();
    expect(selection.pairs).toEqual(WISH.pairs.filter((pair) => !METAL.includes(pair)));
    expect(selection.hosts).not.toContain('t1.small.x86');
    expect(selection.hosts).toContain('a1.large');
    expect(notes).toEqual(
      METAL.map((pair) => `${pair} is left out: no token of Latitude.sh is stored: npm run keys -- latitude.`),
    );
  });

  it.each([
    ['does not take the token', () => store('another'), /is left out: Latitude.sh did not accept the token/],
    [
      'has no room',
      () => {
        store(latitude.token);
        for (const id of ['sv_1', 'sv_2']) latitude.servers.set(id, { id } as never);
      },
      /is left out: the account at Latitude.sh may have 2 servers and has 2/,
    ],
  ])('is left out with the reason where the provider %s', async (_, arrange, says) => {
    arrange();
    expect((await verdict()).notes[0]).toMatch(says);
  });

  it('is left out while the lock of its provider is missing, with the command that makes it', async () => {
    store(latitude.token);
    expect((await verdict(WISH, [], '/nonexistent/lock')).notes[0]).toMatch(
      /latitude\.lock\.hcl is missing: npm run packet -- lock/,
    );
  });

  it('is refused where it was asked for by name, or where nothing else was asked for', async () => {
    const refused = { name: 'BadInput', message: expect.stringMatching(/^pair packet-ashburn cannot be measured: no token/) };
    await expect(verdict(WISH, ['packet-ashburn'])).rejects.toMatchObject(refused);
    await expect(verdict({ ...WISH, pairs: ['packet-ashburn'] })).rejects.toMatchObject(refused);
  });

  it('asks nobody anything where it was not asked for', async () => {
    const quick = selectionFrom('quick');
    expect(await verdict(quick)).toEqual({ selection: quick, notes: [], prices: [] });
    expect(parameters.calls).toEqual([]);
  });
});

describe('stock and price of bare metal before a run', () => {
  const ONE = selectionFrom('wish', { pairs: ['packet-ashburn', 'packet-losangeles'], stores: ['wasabi'], sizes: '1KB' });
  beforeEach(() => store(latitude.token));

  it('cost what the provider says today, with date and source', async () => {
    const { plan } = await planOf(ONE);
    const line = plan.estimate.lines.find(({ what }) => what === 'Latitude.sh m4-metal-small in ashburn');
    expect(line).toMatchObject({
      asOf: TODAY,
      source: 'the API of Latitude.sh, asked before the run: m4-metal-small in ASH',
      usd: 0.75 * (line?.amount ?? 0),
    });
  });

  it('keep what is out of stock in the plan with its reason, in no lane', async () => {
    offer({ 'm4-metal-small': ['LAX'], 'c2-small-x86': PLACES, 'm4-metal-large': PLACES });
    const { plan, notes } = await planOf(ONE);
    expect(plan.lanes.map(({ id }) => id)).not.toContain('m4-metal-small.ashburn.small');
    expect(plan.lanes.map(({ id }) => id)).toContain('m4-metal-small.los-angeles.small');
    const out = 'Latitude.sh has no m4-metal-small in ashburn (ASH) now: in stock in LAX';
    expect(notes[0]).toBe(`Not in stock: ${out}.`);
    const cells = plan.cells.filter(({ axes }) => axes.site === 'ashburn' && axes.host === 't1.small.x86');
    expect(cells.length).toBeGreaterThan(0);
    for (const { impossible } of cells) expect(impossible).toContain(`m4-metal-small would stand in for it, but ${out}`);
  });

  it('pass the smallest host on to the next larger plan where its own is out of stock', async () => {
    offer({ 'm4-metal-small': PLACES, 'c2-small-x86': [], 'm4-metal-large': PLACES });
    const { plan } = await planOf(ONE);
    const cells = plan.cells.filter(({ axes }) => axes.host === 'm4-metal-small');
    expect(new Set(cells.map(({ substitutes }) => substitutes))).toEqual(new Set(['t1.small.x86, c1.small.x86']));
    expect(plan.lanes.map(({ crew }) => crew[0]?.host)).not.toContain('c2-small-x86');
  });

  it('count another building of the same metro', async () => {
    offer({ 'm4-metal-small': ['LAX2'], 'c2-small-x86': PLACES, 'm4-metal-large': PLACES });
    const { notes, plan } = await planOf(ONE);
    expect(notes.at(-1)).toContain('m4-metal-small in LAX2');
    expect(plan.lanes.map(({ id }) => id)).toContain('m4-metal-small.los-angeles.small');
  });

  it('refuse what was asked for by name and cannot be had, or where nothing is left', async () => {
    offer({ 'm4-metal-small': ['LAX'], 'c2-small-x86': ['LAX'], 'm4-metal-large': ['LAX'] });
    const message = expect.stringMatching(
      /^pair packet-ashburn cannot be measured: .*Latitude.sh has no .* in ashburn \(ASH\) now/,
    );
    await expect(verdict(ONE, ['packet-ashburn'])).rejects.toMatchObject({ name: 'BadInput', message });
    await expect(verdict({ ...ONE, pairs: ['packet-ashburn'] })).rejects.toMatchObject({ name: 'BadInput', message });
    expect((await planOf(ONE)).plan.lanes.length).toBeGreaterThan(0);
  });

  it('are asked once for each plan, at however many sites', async () => {
    const asked = () => latitude.calls.filter((call) => call.includes('/plans')).length;
    await verdict({ ...ONE, pairs: ['packet-ashburn'] });
    const once = asked();
    await verdict();
    expect(asked()).toBe(2 * once);
  });
});
