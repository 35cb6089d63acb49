import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { userData } from '../../packet-tf/user-data.ts';

const CODE = 'Abc+123/abcdefghijkl';
const ID = '6d0fbcf2-7f4e-4a0a-9b0e-0a2b4f1f9a11';
const SCRIPT = userData({ region: 'eu-central-1', activationCode: CODE, activationId: ID, powerOffMinutes: 90 });

/** Stands for the registration program; `refuse` in the sandbox holds how often it fails yet. */
const REGISTRATION = `#!/bin/sh
echo "register $*" >>"$SANDBOX/log"
left=$(cat "$SANDBOX/refuse" 2>/dev/null || echo 0)
[ "$left" -gt 0 ] || exit 0
echo $((left - 1)) >"$SANDBOX/refuse"
exit 1
`;

const STUBS = {
  shutdown: 'echo "shutdown $*" >>"$SANDBOX/log"',
  sleep: 'echo "sleep $*" >>"$SANDBOX/log"',
  // Takes what it fetches from the sandbox: the address last, its file after --output.
  curl: `echo "curl $*" >>"$SANDBOX/log"
[ ! -e "$SANDBOX/offline" ] || exit 6
while [ "$1" != --output ]; do shift; done
cp "$SANDBOX/registration" "$2"`,
};

/** A root of its own with programs that only write down how they were called. */
function sandbox() {
  const root = mkdtempSync(join(tmpdir(), 'firstbyte-boot-'));
  mkdirSync(join(root, 'bin'));
  for (const [name, text] of Object.entries(STUBS)) {
    writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(root, 'bin', name), 0o755);
  }
  writeFileSync(join(root, 'registration'), REGISTRATION);
  const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, HOME: join(root, 'home'), SANDBOX: root };
  return {
    root,
    write: (name: string, text: string) => writeFileSync(join(root, name), text),
    boot: (script = SCRIPT) =>
      new Promise<{ code: number; stderr: string; log: string[] }>((resolve) => {
        writeFileSync(join(root, 'log'), '');
        execFile('bash', ['-c', script], { env, cwd: root, timeout: 20_000 }, (error, _, stderr) => {
          const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
          resolve({ code, stderr, log: readFileSync(join(root, 'log'), 'utf8').trim().split('\n') });
        });
      }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

describe('the user data of a bare-metal host', () => {
  it('sets the power-off before anything else, then registers with the given activation', async () => {
    using box = sandbox();
    const { code, log } = await box.boot();
    expect(code).toBe(0);
    expect(log[0]).toBe('shutdown -P +90');
    expect(log.filter((line) => line.startsWith('curl'))).toEqual([
      expect.stringContaining('https://amazon-ssm-eu-central-1.s3.eu-central-1.amazonaws.com/latest/debian_amd64/ssm-setup-cli'),
    ]);
    expect(log.at(-1)).toBe(`register -register -activation-code ${CODE} -activation-id ${ID} -region eu-central-1`);
    expect(existsSync(join(box.root, 'home/firstbyte/ssm-setup-cli')), 'AWS asks not to keep it').toBe(false);
  });

  it('registers once and keeps its first moment to power off when it is run again', async () => {
    using box = sandbox();
    await box.boot();
    // An hour later.
    const file = join(box.root, 'home/firstbyte/off-at');
    writeFileSync(file, `${Number(readFileSync(file, 'utf8')) - 3600}`);
    const { code, log } = await box.boot();
    expect(code).toBe(0);
    expect(log.filter((line) => !line.startsWith('shutdown'))).toEqual([]);
    expect(log.at(-1)).toMatch(/^shutdown -P \+(29|30)$/);
  });

  it('powers off soon when it is run again past its moment', async () => {
    using box = sandbox();
    await box.boot();
    box.write('home/firstbyte/off-at', '1000000000');
    expect((await box.boot()).log.at(-1)).toBe('shutdown -P +1');
  });

  it('tries again when the registration fails at first', async () => {
    using box = sandbox();
    box.write('refuse', '2');
    const { code, log } = await box.boot();
    expect(code).toBe(0);
    expect(log.filter((line) => line.startsWith('register'))).toHaveLength(3);
    expect(log).not.toContain('shutdown -P +1');
  });

  it.each([
    ['refused', 'refuse', '99'],
    ['out of reach', 'offline', ''],
  ])('says so and powers off when the registration is %s', async (_, file, text) => {
    using box = sandbox();
    box.write(file, text);
    const { code, stderr, log } = await box.boot();
    expect(code).toBe(1);
    expect(stderr).toContain('firstbyte: this host could not be registered with SSM: powering off');
    expect(stderr, 'the activation is in no log').not.toContain(CODE);
    expect(log.at(-1)).toBe('shutdown -P +1');
  });

  it('powers off when it cannot even begin', async () => {
    using box = sandbox();
    box.write('home', 'a file where a folder is needed');
    const { code, log } = await box.boot();
    expect(code).toBe(1);
    expect(log).toEqual(['shutdown -P +90', 'shutdown -P +1']);
  });

  it('holds nothing that Terraform would take for its own', () => {
    expect(SCRIPT).not.toMatch(/[$%]\{/);
  });

  it.each([
    { region: 'us-east-1; reboot', powerOffMinutes: 90 },
    { region: 'us-east-1', powerOffMinutes: 0 },
    { region: 'us-east-1', powerOffMinutes: 1.5 },
  ])('is refused for region $region and $powerOffMinutes minutes', (given) => {
    expect(() => userData({ activationCode: CODE, activationId: ID, ...given })).toThrow(
      expect.objectContaining({ name: 'BadInput' }),
    );
  });
});
