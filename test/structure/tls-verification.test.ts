import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /^(agent|bin|lib|lambdas|packet-tf|deploy|bench)\//.test(file) && /\.(ts|cjs|mjs|js|sh|json)$/.test(file))
  .filter((file) => existsSync(`${ROOT}${file}`));

/** What switches verification off, or would let somebody switch it off; deleting the variable is the opposite. */
const SWITCHES = [
  /rejectUnauthorized['"]?\s*[:=](?!\s*true\b)/,
  /strictSSL|insecureSkipVerify|checkServerIdentity|allowUnauthorized/i,
  /(?<!delete process\.env\.)NODE_TLS_REJECT_UNAUTHORIZED['"]?\s*[:=\]]/,
  /\bcurl\b[^\n]*\s(-k|--insecure)\b/,
];
const switchesIn = (text: string): string[] =>
  text.split('\n').filter((line) => !/^\s*(\/\/|\*)/.test(line) && SWITCHES.some((pattern) => pattern.test(line)));

describe('the verification of certificates', () => {
  it('has no switch in any file that is shipped', () => {
    expect(files.length).toBeGreaterThan(100);
    const found = files.flatMap((file) => switchesIn(readFileSync(`${ROOT}${file}`, 'utf8')).map((line) => `${file}: ${line}`));
    expect(found).toEqual([]);
  });

  it.each([
    'connect({ rejectUnauthorized: false })',
    'connect({ rejectUnauthorized: !insecure })',
    'options.rejectUnauthorized = strict',
    "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'",
    "env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' }",
    'connect({ checkServerIdentity: () => undefined })',
    'curl --silent --insecure https://example.org',
  ])('would be missed in «%s»', (line) => {
    expect(switchesIn(line)).toEqual([line]);
  });

  it('is asked for by name where the agent speaks TLS', () => {
    for (const file of ['agent/engine/connection.ts', 'agent/side-request.ts']) {
      expect(readFileSync(`${ROOT}${file}`, 'utf8')).toContain('rejectUnauthorized: true');
    }
  });
});
