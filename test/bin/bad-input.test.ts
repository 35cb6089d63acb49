import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, type How, run } from './command.ts';
import { configIn, HEALTHY, recordOf, runFolder, runsIn, SMALL, scratch } from './run-files.ts';

const CONFIGS = 'test/fixtures/configs';
const KEYS = { FIRSTBYTE_TEST_KEY: 'key', FIRSTBYTE_TEST_SECRET: 'secret' };

/** One line on stderr, no stack, nothing on stdout, exit code 2. */
function refused({ code, stdout, stderr }: Ended): string {
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stderr.trimEnd().split('\n'), stderr).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code).toBe(2);
  return stderr.trimEnd();
}

async function local(flags: readonly string[], how: How = {}): Promise<string> {
  const out = join(scratch(), 'out');
  const line = refused(await run(['local', ...flags, '--out', out], how));
  expect(existsSync(out), 'nothing was made').toBe(false);
  return line;
}

describe('a name that nobody knows is answered with the nearest and the valid ones', () => {
  it.each([
    [['--preset', 'loca'], /unknown preset "loca": did you mean local\? Valid: local, quick, wish\./],
    [['--stores', 'wasaby'], /unknown store "wasaby": did you mean wasabi\? Valid: s3, wasabi, b2/],
    [['--hosts', 'this-machin'], /unknown host "this-machin": did you mean this-machine\? Valid: t2\.nano/],
    [['--operations', 'get,putt'], /unknown operation "putt": did you mean put\? Valid: get, put\./],
    [['--sizes', '1XB'], /"1XB" is not a size: did you mean 1B\?/],
    [['--round', '3'], /unknown option '--round' \(Did you mean --rounds\?\)/],
  ])('%j', async (flags, line) => {
    expect(await local(flags)).toMatch(line);
  });

  it('a command', async () => {
    expect(refused(await run(['loca']))).toMatch(/unknown command 'loca' \(Did you mean local\?\)/);
  });
});

describe('a value that cannot be used is answered with what was expected', () => {
  it.each([
    [['--rounds', '0'], /'--rounds <n>' argument '0' is invalid\. Give a whole number from 1 to 1000\./],
    [['--max-seconds', '0'], /'--max-seconds <s>' argument '0' is invalid\. Give seconds, more than 0\./],
    [['--max-seconds', '1'], /one round of the 64 of 64 cells .* takes about \d+ s: give --max-seconds \d+ or more/],
    [['--streams', '65'], /'--streams <counts>' argument '65' is invalid\. Give a whole number from 1 to 64\./],
    [['--sizes', '10MB..1KB'], /size range "10MB\.\.1KB" ends before it starts: write 1KB\.\.10MB/],
    [['--stores', ''], /Give names separated by commas/],
  ])('%j', async (flags, line) => {
    expect(await local(flags)).toMatch(line);
  });
});

describe('what contradicts itself is answered with the reason', () => {
  it.each([
    [
      ['--stores', 'dynamodb-local', '--sizes', '1GB'],
      /nothing of this can be measured: an item holds 400 KB.*Choose other sizes/,
    ],
    [['--stores', 'wasabi'], /store wasabi has no endpoint here: give it one under "endpoints" of the --config file/],
    [['--preset', 'quick'], /host lambda-1gb does not run on this machine: name --hosts this-machine/],
  ])('%j', async (flags, line) => {
    expect(await local(flags)).toMatch(line);
  });
});

describe('a configuration is answered with its file, the field and what was expected', () => {
  it.each([
    ['malformed.json', /malformed\.json: is not JSON: .*line 2/],
    ['not-an-object.json', /not-an-object\.json: the file: expected object, got \[1,2\]/],
    ['unknown-field.json', /unknown-field\.json: round: unknown field\. Did you mean rounds\? Known: preset, stores/],
    ['unknown-stand-in-field.json', /: standIns\.near\.delay: unknown field\. Did you mean delayMs\?/],
    ['wrong-type.json', /wrong-type\.json: rounds: expected integer, got "six"/],
    ['wrong-operation.json', /wrong-operation\.json: operations\.0: expected one of get, put, got "list"/],
    ['wrong-fault.json', /standIns\.near\.faults\.0\.kind: expected one of status, closeEarly, .* got "explode"/],
    [
      'not-an-address.json',
      /endpoints\.elsewhere\.endpoint: .*'http:\/\/' is not the address of a server: give it like https:\/\//,
    ],
    ['same-name-twice.json', /near is both an endpoint and a stand-in of the configuration: rename one/],
    ['no-such-file.json', /no-such-file\.json: cannot be read \(ENOENT\)\. Give the path of a JSON file to --config/],
  ])('%s', async (file, line) => {
    expect(await local(['--config', `${CONFIGS}/${file}`], { env: KEYS })).toMatch(line);
  });
});

describe('a store without keys', () => {
  it('is an error when it was named', async () => {
    const line = await local(['--config', `${CONFIGS}/no-keys.json`, '--stores', 'near,elsewhere']);
    expect(line).toMatch(
      /elsewhere has no keys: set FIRSTBYTE_TEST_KEY and FIRSTBYTE_TEST_SECRET in the environment, or leave it out/,
    );
  });

  it('names only the variable that is missing', async () => {
    const env = { FIRSTBYTE_TEST_KEY: 'key' };
    const line = await local(['--config', `${CONFIGS}/no-keys.json`, '--stores', 'elsewhere'], { env });
    expect(line).toContain('set FIRSTBYTE_TEST_SECRET in the environment');
  });

  it('is left out when it was not named: stderr and the record say so, the others are measured', async () => {
    const out = join(scratch(), 'out');
    const { code, stderr } = await run(['local', '--config', `${CONFIGS}/no-keys.json`, '--out', out]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^elsewhere was left out: no keys: FIRSTBYTE_TEST_KEY and FIRSTBYTE_TEST_SECRET not set$/m);
    const { stores, cells } = recordOf(runFolder(out));
    expect(stores.find(({ id }) => id === 'elsewhere')?.skipped).toMatch(/FIRSTBYTE_TEST_KEY/);
    expect(cells.map(({ axes, n }) => [axes.store, n > 0])).toEqual([['near', true]]);
  });

  it('is an error when no other is left', async () => {
    expect(await local(['--config', `${CONFIGS}/only-no-keys.json`])).toMatch(
      /no store is left: elsewhere \(no keys: .*\)\. Set the keys/,
    );
  });
});

describe('what this machine does not give', () => {
  it('a file in the way of --out is named, with what to do', async () => {
    const file = join(scratch(), 'file');
    writeFileSync(file, 'mine');
    for (const out of [file, join(file, 'below')]) {
      const line = refused(await run(['local', '--out', out]));
      expect(line).toContain(`${out} cannot be written`);
      expect(line).toContain('choose another folder with --out');
    }
  });

  it('the busy port of a stand-in fails that stand-in with one line, and the other is measured', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as { port: number };
    const folder = scratch();
    const config = configIn(folder, { ...SMALL, standIns: { taken: { ...HEALTHY, port }, near: HEALTHY } });
    const { code, stderr } = await run(['local', '--config', config, '--out', join(folder, 'out')]);
    busy.close();
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(new RegExp(`^taken could not be measured: .*\\b${port}\\b.*(in use|busy)`, 'm'));
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(runsIn(join(folder, 'out'))).toHaveLength(1);
    const cells = recordOf(runFolder(join(folder, 'out'))).cells;
    expect(cells.map(({ axes, n, failed }) => [axes.store, n > 0, failed !== undefined])).toEqual([
      ['taken', false, true],
      ['near', true, false],
    ]);
  });
});
