import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../../bin/exit-codes.ts';
import { JANITOR } from '../../lib/domain/names.ts';
import type { RunRecord } from '../../lib/domain/run.ts';
import type { Ended as CommandEnded } from '../bin/command.ts';
import { describeInEmulator } from './bed.ts';
import { type Product, product } from './deployed.ts';
import { invoke, launchTagged, statesOf, terminate } from './ghosts.ts';
import { inventory } from './inventory.ts';
import { type Providers, playProviders } from './providers.ts';
import { expire, runOf, shown, statusOf, stopExecution } from './run-watch.ts';
import { until } from './until.ts';
import { view } from './viewer.ts';

const REGIONS = ['us-east-1', 'us-west-2', 'eu-central-1'];
const PLACES = { wasabi: ['eu-central-1', 'us-east-1'], b2: ['eu-central-003', 'us-east-005'] };
const STORES = ['b2', 'dynamodb', 's3', 'wasabi'];
const HOSTS = ['lambda-1gb', 't3.micro'];
const PAIRS = ['aws-frankfurt', 'aws-virginia'];
const WHOLE = ['--hosts', HOSTS.join(), '--pairs', PAIRS.join(), '--sizes', '1KB,100KB', '--rounds', '2'];
/** The shortest run with an instance. */
const ONE_INSTANCE = ['--hosts', 't3.micro', '--pairs', 'aws-frankfurt', '--stores', 's3', '--sizes', '1KB'];
const ONE_FUNCTION = ['--hosts', 'lambda-1gb', '--pairs', 'aws-virginia', '--stores', 's3', '--sizes', '1KB'];

// Wiring only: what is emulated has no speed of its own, and no figure from here is a result.
describeInEmulator(
  'the product in an emulated account',
  (emulator) => {
    let providers: Providers;
    let firstbyte: Product;
    /** What there is: before anything, and after the deployment with its keys. */
    let untouched: readonly string[] = [];
    let deployed: readonly string[] = [];

    beforeAll(async () => {
      providers = await playProviders(emulator().folder, PLACES);
      firstbyte = product(emulator(), { regions: REGIONS, endpoints: providers.endpoints });
    });
    afterAll(async () => {
      await providers?.stop();
    });

    const ended = (parameters: readonly string[], env = {}) => firstbyte.command(parameters, env).ended;
    const start = (...parameters: string[]) => firstbyte.command(['start', '--yes', '--json', ...parameters]);
    const all = () => inventory(emulator(), REGIONS);
    const summary = ({ stdout, stderr }: CommandEnded) => {
      if (!stdout.startsWith('{')) throw new Error(`no summary: ${stderr.slice(-2000)}\n${emulator().log(20)}`);
      return JSON.parse(stdout);
    };
    const published = async (page: string) => {
      const { status, text } = await view(emulator(), page.replace(/index\.html$/, 'run.json'));
      expect(status).toBe(200);
      return JSON.parse(text) as RunRecord;
    };
    /** What a run leaves besides its records: the late look of a run that was cut off, which removes itself. */
    const left = async () =>
      (await all()).filter((line) => !deployed.includes(line) && !/ schedule firstbyte\/firstbyte-/.test(line));

    it('says what to do before it is bootstrapped and before it is deployed, and makes nothing', async () => {
      const before = await all();
      const first = await ended(['start', '--yes', ...ONE_FUNCTION]);
      expect(first).toMatchObject({ code: EXIT.badInput, stdout: '' });
      expect(first.stderr).toMatch(
        /^firstbyte: not bootstrapped and not deployed: npx cdk bootstrap .*, then npx cdk deploy --all\.\n$/,
      );
      expect(await all()).toEqual(before);

      const bootstrapped = await firstbyte.bootstrap();
      expect(bootstrapped.code, bootstrapped.output).toBe(0);
      const second = await ended(['start', '--yes', ...ONE_FUNCTION]);
      expect(second.stderr).toBe('firstbyte: not deployed in us-east-1: npx cdk deploy --all.\n');
      untouched = await all();
    });

    it('is deployed in three regions by the stock CDK, with the permission check on', async () => {
      const { code, output } = await firstbyte.deploy();
      expect(code, output.slice(-3000)).toBe(0);
    });

    it('leaves out and names the providers it has no keys for', async () => {
      const { code, stderr, stdout } = await ended(['start', '--plan', ...WHOLE]);
      expect(code, stderr).toBe(0);
      for (const store of ['wasabi', 'b2'])
        expect(stderr).toMatch(new RegExp(`^note: ${store} is left out: no keys in .*npm run keys -- ${store}`, 'm'));
      expect(stdout).not.toMatch(/^ {2}wasabi /m);
    });

    it('takes keys that the provider accepts, refuses others and shows none', async () => {
      const wrong = await ended(['keys', 'wasabi', 'eu-central-1'], { ...providers.keys, WASABI_SECRET_ACCESS_KEY: 'mistyped' });
      expect(wrong.code, wrong.stderr).toBe(EXIT.badInput);
      const outputs = [wrong];
      for (const [provider, regions] of Object.entries(PLACES)) {
        const stored = await ended(['keys', provider, ...regions], providers.keys);
        expect(stored.code, stored.stderr).toBe(0);
        outputs.push(stored);
      }
      for (const { stdout, stderr } of outputs)
        for (const key of [...Object.values(providers.keys), 'mistyped']) expect(stdout + stderr).not.toContain(key);
      deployed = await all();
    });

    it('measures every store from Lambda and from EC2, publishes the page and leaves nothing', async () => {
      const run = await start(...WHOLE).ended;
      const said = summary(run);
      expect(run.code, run.stderr.slice(-2000)).toBe(0);
      expect(said).toMatchObject({ status: 'complete', execution: 'SUCCEEDED', failures: 0, left: 0, problems: [] });

      const page = await view(emulator(), said.report);
      expect(page).toMatchObject({
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY' },
      });
      const record = await published(said.report);
      expect(record.cells.length).toBe(said.cells.measured);
      const measured = new Set(record.cells.map(({ axes, pair }) => [pair, axes.host, axes.store].join(' ')));
      const planned = PAIRS.flatMap((pair) => HOSTS.flatMap((host) => STORES.map((store) => `${pair} ${host} ${store}`)));
      expect([...measured].sort()).toEqual(planned.sort());
      for (const { id, n, failures, rounds, failed } of record.cells)
        expect({ id, measured: n > 0, failures, rounds, failed }).toEqual({
          id,
          measured: true,
          failures: 0,
          rounds: 2,
          failed: undefined,
        });
      expect(record.cells.reduce((sum, { n }) => sum + n, 0)).toBe(said.samples);
      expect(page.text).toContain(record.id);
      for (const { note } of record.stores.filter(({ id }) => id === 'wasabi' || id === 'b2'))
        expect(note).toContain('never a result');

      const samples = await view(emulator(), said.report.replace(/index\.html$/, 'samples.csv.gz'));
      expect(samples.status).toBe(200);
      expect(record.files?.map(({ name }) => name)).toContain('samples.csv.gz');
      expect(said.index).toMatch(/\/all-[0-9a-f]{32}\/index\.html$/);
      expect(run.stderr).toContain(`all runs: ${said.index}`);
      const all = await view(emulator(), said.index);
      expect(all).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
      expect(all.text).toContain(record.id);
      expect((await view(emulator(), said.index.replace(/index\.html$/, 'latest.html'))).status).toBe(200);

      expect(await left()).toEqual([]);
      for (const [place, buckets] of Object.entries(await providers.buckets())) expect(buckets, place).toEqual([]);
    });

    it('refuses a second run and a removal meanwhile, goes on when its command is killed, and is found again', async () => {
      const first = start(...ONE_FUNCTION, '--rounds', '8');
      const run = await runOf(first);
      await shown(first, /round \d+ of 8/);
      const others = await Promise.all([ended(['start', '--yes', ...ONE_FUNCTION]), ended(['destroy', '--yes'])]);
      for (const { code, stderr } of others) {
        expect(code).toBe(EXIT.badInput);
        expect(stderr).toMatch(new RegExp(`^firstbyte: run ${run} is under way: [^\n]+\n$`));
      }
      first.child.kill('SIGKILL');
      await first.ended;
      const again = await ended(['start', '--attach', '--json']);
      expect(summary(again)).toMatchObject({ run, status: 'complete', execution: 'SUCCEEDED', left: 0 });
      expect(again.code).toBe(0);
      expect(await left()).toEqual([]);
    });

    it('says which host was not to be had, and measures the others', async () => {
      emulator().inject({ launch: { 't3.nano': 'InsufficientInstanceCapacity' }, notOffered: ['eu-central-1/a1.medium'] });
      const hosts = ['--hosts', 'lambda-1gb,t3.nano,a1.medium', '--pairs', 'aws-frankfurt', '--stores', 's3', '--sizes', '1KB'];
      const run = await start(...hosts, '--rounds', '1').ended;
      emulator().inject({});
      const said = summary(run);
      expect(run.code, run.stderr).toBe(EXIT.failedCells);
      expect(said).toMatchObject({ status: 'partial', left: 0, problems: [] });
      const { cells, lanes } = await published(said.report);
      const reasons = (host: string) =>
        new Set(cells.filter(({ axes }) => axes.host === host).map((cell) => cell.impossible ?? cell.failed));
      expect([...reasons('lambda-1gb')]).toEqual([undefined]);
      expect([...reasons('a1.medium')].join()).toMatch(/not offered/);
      expect(lanes.find(({ host }) => host === 't3.nano')).toMatchObject({
        outcome: 'failed',
        reason: expect.stringMatching(/capacity|room/i),
      });
      expect(await left()).toEqual([]);
    });

    it.each([
      { way: 'its execution is stopped', how: stopExecution, status: 'ABORTED', reason: /stopped/ },
      { way: 'its deadline is over', how: expire, status: 'ABORTED', reason: /deadline/ },
    ])('is removed with a page that says why when $way while an instance measures', async ({ how, status, reason }) => {
      const watched = start(...ONE_INSTANCE, '--rounds', '20');
      const run = await runOf(watched);
      await shown(watched, /round \d+ of 20/);
      expect((await left()).filter((line) => / instance /.test(line))).toHaveLength(1);
      await how(emulator(), run);
      await until(
        () => statusOf(emulator(), run),
        (found) => found === status,
      );
      await watched.ended;
      await until(left, (lines) => lines.length === 0, 60);
      const over = await ended(['start', '--attach', run, '--json']);
      const said = summary(over);
      expect(said).toMatchObject({ execution: status, left: 0, problems: [] });
      const { lanes } = await published(said.report);
      expect(lanes.map(({ outcome }) => outcome)).toEqual(['stopped']);
      expect(lanes[0]?.reason).toMatch(reason);
    });

    it('ends after the step under way when it is asked to, with what it has', async () => {
      const watched = start(...ONE_FUNCTION, '--rounds', '20');
      const run = await runOf(watched);
      await shown(watched, /round \d+ of 20/);
      const stop = await ended(['start', '--stop', run]);
      expect(stop.stderr).toContain('ends after the step under way');
      const said = summary(await watched.ended);
      expect(said).toMatchObject({ execution: 'SUCCEEDED', left: 0, problems: [] });
      expect(said.samples).toBeGreaterThan(0);
      expect(await left()).toEqual([]);
    });

    it('has a janitor that terminates what carries the tag of a run nobody knows and is long expired, and nothing else', async () => {
      const ghosts = await launchTagged(emulator(), 'eu-central-1', [
        { run: 'nobody-knows', expires: new Date(Date.now() - 2 * 3_600_000) },
        { run: 'nobody-knows-yet', expires: new Date(Date.now() + 3_600_000) },
        {},
      ]);
      expect(await invoke(emulator(), JANITOR)).toBeUndefined();
      expect(await statesOf(emulator(), 'eu-central-1', ghosts)).toEqual(['terminated', 'running', 'running']);
      await terminate(emulator(), 'eu-central-1', ghosts);
    });

    it('is removed completely by one command, which has nothing to do the second time', async () => {
      const first = await ended(['destroy', '--yes']);
      expect(first.code, first.stderr.slice(-3000)).toBe(0);
      expect(first.stderr).toContain('nothing is left');
      expect(await all()).toEqual(untouched);
      const second = await ended(['destroy', '--yes']);
      expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to remove') });
    });

    it('asked B2 for nothing that B2 refuses', async () => {
      const asked = await providers.stop();
      for (const place of Object.keys(asked).filter((name) => name.startsWith('b2.'))) {
        const refused = asked[place]?.filter(
          ({ status, name, error }) =>
            status >= 400 && !(status === 404 && name !== 'PutObject') && error !== 'SignatureDoesNotMatch',
        );
        expect(refused, place).toEqual([]);
        expect(asked[place]?.some(({ operation }) => operation === 'put')).toBe(true);
      }
    });
  },
  { longestWaitSeconds: 1 },
);
