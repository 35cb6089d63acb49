import { describe, expect, it } from 'vitest';
import { PARAMETER } from '../../../lib/domain/names.ts';
import { RECORD, type RunRequest } from '../../../lib/pipeline/run-records.ts';
import { refused } from '../../lib/adapters/aws/fakes/account.ts';
import { fakeLatitude } from '../../packet-tf/fakes/latitude.ts';
import { runHere } from '../command-here.ts';
import { HERE, HOME, type Lab } from './lab.ts';
import { ALL, cdkOf, LEFT, RUNS, SITE, usedLabs } from './used-lab.ts';

const { used, finalizer, finalized, remove } = usedLabs();

describe('a run with a bucket at a provider that its finalizer cannot remove', () => {
  const BUCKET = `bucket firstbyte-${LEFT}-wasabi-us-east-1`;
  const KEY = `${HOME} /firstbyte/keys/wasabi/us-east-1`;
  const WHY = 'wasabi.us-east-1 does not answer';
  const filled = { id: 'wasabi.us-east-1', state: 'ready', opened: true } as const;

  async function stuck(...failure: string[]): Promise<Lab> {
    const made = await used({ services: { lambda: finalizer(failure[0]) } });
    await RECORD.store.write(made.records(LEFT), filled, filled.id);
    return made;
  }

  it('keeps its records, the lab and the keys, as often as it is asked, and says what to do', async () => {
    const made = await stuck(`${LEFT}: ${WHY}`);
    for (let times = 0; times < 2; times++) {
      const asked: string[][] = [];
      const { left, lines } = await remove(ALL, cdkOf(made, asked));
      expect(asked).toEqual([]);
      expect(lines).toHaveLength(2);
      expect(lines[0]).toContain(`run ${LEFT} cannot be removed (${WHY}): ${BUCKET}`);
      expect(lines[0]).toMatch(/npm run destroy -- --abandon 20261121-000000-left$/);
      expect(left.found.map(({ name }) => name)).toEqual(expect.arrayContaining([RUNS, SITE, 'firstbyte-lab']));
      expect(await RECORD.store.read(made.records(LEFT), filled.id)).toEqual(filled);
      expect(made.parameters.has(KEY)).toBe(true);
    }
    expect(finalized).toEqual([LEFT, LEFT]);
  });

  it('goes on as soon as the provider answers again', async () => {
    const made = await stuck();
    const { left } = await remove(ALL, cdkOf(made));
    expect(left).toEqual({ found: [], problems: [] });
  });

  it('is stuck as well where the lab is half gone, and says how it comes back', async () => {
    const made = await used({ services: { lambda: () => refused(404, 'ResourceNotFoundException') } });
    await RECORD.store.write(made.records(LEFT), filled, filled.id);
    const { lines } = await remove(ALL, cdkOf(made));
    expect(lines[0]).toMatch(/firstbyte-finalizer is gone, which npx cdk deploy --all brings back/);
    expect(made.stacks).toHaveLength(3);
  });

  it('is given up when asked to, and everything else removed: the bucket is named, and it is not called clean', async () => {
    const made = await stuck(`${LEFT}: ${WHY}`);
    const { left, lines } = await remove(ALL, cdkOf(made), { abandoned: [LEFT] });
    expect(left.found).toEqual([]);
    expect(left.problems).toHaveLength(1);
    expect(lines[0]).toContain(`run ${LEFT} is abandoned (${WHY}): look for ${BUCKET}`);
    expect(made.parameters.has(KEY)).toBe(false);
  });

  it('waits for what was under way when it was cut off, and only then asks for its final proof', async () => {
    const made = await stuck();
    const until = new Date(Date.now() + 1_500);
    await RECORD.inFlight.write(made.records(LEFT), { until: until.toISOString() });
    let calledAt = 0;
    const watching = made.account.calls;
    const { left, said } = await remove(ALL, async (args) => {
      calledAt ||= Date.now();
      await cdkOf(made)(args);
    });
    expect(calledAt).toBeGreaterThan(until.getTime());
    expect(said[0]).toMatch(/what it had under way may make something until \d\d:\d\d UTC/);
    expect(watching.filter((call) => call.includes('invocations'))).toHaveLength(1);
    expect(left).toEqual({ found: [], problems: [] });
  });

  it('keeps npm run keys from removing what would remove it, and is named by its list', async () => {
    const made = await stuck();
    const removing = await runHere(['keys', 'wasabi', '--remove', ...HERE], { env: made.env });
    expect([removing.code, removing.stderr]).toEqual([2, expect.stringContaining(`run ${LEFT} is not removed for certain`)]);
    expect(made.parameters.has(KEY)).toBe(true);
    const listing = await runHere(['keys', '--list', ...HERE], { env: made.env });
    expect([listing.code, listing.stderr]).toEqual([
      0,
      expect.stringMatching(/^note: run \S+ is not removed for certain: 2 things/),
    ]);
  });

  it('is no hindrance once its bucket is proved gone, or where nothing was ever made', async () => {
    const made = await stuck(`${LEFT}: ${WHY}`);
    await RECORD.store.write(made.records(LEFT), { ...filled, state: 'closed' }, filled.id);
    await RECORD.request.write(made.records('20261122-000000-none'), {} as RunRequest);
    const { left, lines } = await remove(ALL, cdkOf(made));
    expect(left.found).toEqual([]);
    expect(lines[0]).toBe(`${LEFT}: ${WHY}`);
    expect(finalized).toEqual([LEFT]);
  });
});

describe('bare metal that cannot be listed at its provider', () => {
  it('keeps everything that could remove it later, and says what to do', async () => {
    const made = await used();
    made.parameters.set(`${HOME} ${PARAMETER.metalToken}`, 'a token');
    const asked: string[][] = [];
    const { left, lines } = await remove(ALL, cdkOf(made, asked), { endpoints: { latitude: 'http://127.0.0.1:9' } });
    expect(asked).toEqual([]);
    expect(left.found.map(({ name }) => name)).toEqual(expect.arrayContaining([RUNS, SITE, 'firstbyte-lab']));
    expect(lines[0]).toMatch(/^bare metal could not be listed at Latitude\.sh: .*npm run keys -- latitude/);
  });
});

describe('a run that meant a server, with a token that is good no more', () => {
  const NAME = `firstbyte-${LEFT}-0123abcd-20261121t1330`;
  const WHY = 'bare metal: Latitude.sh did not accept the token';
  const TOKEN = `${HOME} ${PARAMETER.metalToken}`;

  async function meant(token?: string): Promise<Lab> {
    const made = await used({ services: { lambda: finalizer(`${LEFT}: ${WHY}`) } });
    await RECORD.intent.write(made.records(LEFT), { kind: 'server', region: 'LAX', name: NAME, at: 'then' }, NAME);
    if (token) made.parameters.set(TOKEN, token);
    return made;
  }

  it('keeps its records, the lab and the keys, without a token as well', async () => {
    const made = await meant();
    const asked: string[][] = [];
    const { left, lines } = await remove(ALL, cdkOf(made, asked));
    expect(asked).toEqual([]);
    expect(left.found.map(({ name }) => name)).toEqual(expect.arrayContaining([RUNS, SITE, 'firstbyte-lab']));
    expect(lines.join('\n')).toContain(`project ${NAME} at Latitude.sh may still be there`);
    expect(lines.at(-1)).toMatch(/^left behind in/);
  });

  it('is given up when asked to: its project is named as not looked at, all else goes, and it is not called clean', async () => {
    const made = await meant('revoked');
    const latitude = await fakeLatitude();
    const { left, lines } = await remove(ALL, cdkOf(made), { abandoned: [LEFT], endpoints: { latitude: latitude.url } });
    await latitude.close();
    expect(left.found).toEqual([]);
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^project ${NAME} at Latitude.sh could not be looked at`)));
    expect(lines.at(-1)).toMatch(/^beside that nothing is left in AWS/);
    expect(lines.join('\n')).not.toMatch(/^nothing is left/m);
    expect(made.parameters.has(TOKEN)).toBe(false);
  });

  it('keeps its token from being removed, and no other keys', async () => {
    const made = await meant('a token');
    const refused = await runHere(['keys', 'latitude', '--remove', ...HERE], { env: made.env });
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`project ${NAME} at Latitude.sh`)]);
    expect(refused.stderr).toMatch(/npm run keys -- latitude stores another token.*--abandon 20261121-000000-left/);
    expect(made.parameters.has(TOKEN)).toBe(true);
    expect((await runHere(['keys', 'wasabi', '--remove', ...HERE], { env: made.env })).code).toBe(0);
  });
});

describe('a run with a record that cannot be read', () => {
  const broken = async (key: string): Promise<Lab> => {
    const made = await used({ services: { lambda: finalizer(`${LEFT}: a record cannot be read`) } });
    await made.records(LEFT).write(key, '{"state":');
    return made;
  };

  it.each(['intents/firstbyte-x.json', 'stores/wasabi.us-east-1.json'])('blocks by %s and names it', async (key) => {
    const made = await broken(key);
    const { left, lines } = await remove(ALL, cdkOf(made));
    expect(left.found).not.toEqual([]);
    expect(lines[0]).toContain(`its record ${key}`);
    expect(lines[0]).toMatch(/--abandon/);
  });

  it.each(['intents/firstbyte-x.json', 'stores/wasabi.us-east-1.json'])('is given up by %s, which is named', async (key) => {
    const made = await broken(key);
    const { left, lines } = await remove(ALL, cdkOf(made), { abandoned: [LEFT] });
    expect(left.found).toEqual([]);
    expect(lines[0]).toContain(`run ${LEFT} is abandoned`);
    expect(lines[0]).toContain(`its record ${key}`);
  });

  it('is unfinished when that record is the proof of its removal', async () => {
    const made = await broken('teardown.json');
    const { left } = await remove(ALL, cdkOf(made));
    expect(finalized).toEqual([LEFT]);
    expect(left.problems).toEqual([`${LEFT}: a record cannot be read`]);
  });
});
