import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const APP = fileURLToPath(new URL('../../bin/app.ts', import.meta.url));

/** The CDK app as its command line starts it, which has nothing to bundle. */
function app(context: Readonly<Record<string, unknown>>): Promise<{ code: number; stderr: string; templates: string[] }> {
  const out = mkdtempSync(join(tmpdir(), 'firstbyte-app-'));
  const env = {
    ...process.env,
    CDK_OUTDIR: out,
    CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [APP], { env, timeout: 110_000 }, (error, _, stderr) => {
      const templates = readdirSync(out).filter((name) => name.endsWith('.template.json'));
      rmSync(out, { recursive: true, force: true });
      resolve({ code: error ? Number(error.code) : 0, stderr, templates });
    });
  });
}

describe('the CDK app', () => {
  it('synthesizes the stacks of the regions it is given', async () => {
    const { code, templates } = await app({ 'firstbyte:home': 'eu-central-1', 'firstbyte:regions': 'us-west-2' });
    expect(code).toBe(0);
    expect(templates.map((name) => name.replace('.template.json', '')).sort()).toEqual([
      'firstbyte-lab',
      'firstbyte-region-us-west-2',
      'firstbyte-site',
    ]);
  }, 120_000);

  it('says in one line what is wrong with its context, and makes nothing', async () => {
    const { code, stderr, templates } = await app({ 'firstbyte:home': 'eu-cental-1' });
    expect([code, templates]).toEqual([2, []]);
    expect(stderr).toBe('firstbyte: firstbyte:home is "eu-cental-1": give one of eu-central-1, us-east-1, us-west-2.\n');
  }, 120_000);
});
