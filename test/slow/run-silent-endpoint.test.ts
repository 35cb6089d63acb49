import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onConnection } from '../bin/bad-endpoints.ts';
import { run } from '../bin/command.ts';
import { configIn, HEALTHY, recordOf, runFolder, SMALL, scratch } from '../bin/run-files.ts';

it('an endpoint that accepts and never answers fails alone, and the run ends within a minute', async () => {
  const silent = await onConnection(() => {});
  const folder = scratch();
  const endpoint = { endpoint: silent.url, accessKeyEnv: 'FIRSTBYTE_TEST_KEY', secretKeyEnv: 'FIRSTBYTE_TEST_SECRET' };
  const config = configIn(folder, {
    ...SMALL,
    rounds: 2,
    endpoints: { silent: endpoint, mute: endpoint },
    standIns: { near: HEALTHY },
  });
  const env = { FIRSTBYTE_TEST_KEY: 'key', FIRSTBYTE_TEST_SECRET: 'secret' };
  const { code, stderr, seconds } = await run(['local', '--config', config, '--out', join(folder, 'out')], { env });
  silent.close();
  expect(code, stderr).toBe(1);
  expect(seconds).toBeLessThan(60);
  for (const id of ['silent', 'mute'])
    expect(stderr).toMatch(new RegExp(`^${id} could not be measured: .* does not answer in time`, 'm'));
  const { cells, teardown } = recordOf(runFolder(join(folder, 'out')));
  expect(cells.find(({ axes }) => axes.store === 'near')).toMatchObject({ n: 10, failures: 0 });
  expect(teardown).toMatchObject({ total: 0, problems: [] });
});
