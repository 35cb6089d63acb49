import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SITE_KINDS } from '../../lib/cloud/deployment.ts';
import { pythonEnvironment } from './python.ts';

const APP = fileURLToPath(new URL('../../bin/app.ts', import.meta.url));
const LIMIT_MS = 300_000;
/** The CDK names a role beside the attribute that already refers to it. */
const IGNORED = ['W3005'];

// `npm run check:stacks`: the templates of both kinds of site, as AWS's own linter reads them.
const python = pythonEnvironment();
if (!python) process.stderr.write('The templates were not checked with cfn-lint.\n');
else {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-templates-'));
  try {
    const templates = SITE_KINDS.flatMap((site) => {
      const out = join(folder, site);
      const context = { 'aws:cdk:bundling-stacks': [], 'firstbyte:site': site };
      const env = { ...process.env, CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(context) };
      execFileSync(process.execPath, [APP], { env, timeout: LIMIT_MS, stdio: ['ignore', 'inherit', 'inherit'] });
      return readdirSync(out)
        .filter((name) => name.endsWith('.template.json'))
        .map((name) => join(out, name));
    });
    const lint = spawnSync(join(python.programs, 'cfn-lint'), ['--ignore-checks', ...IGNORED, '--', ...templates], {
      timeout: LIMIT_MS,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    process.exitCode = lint.status ?? 1;
    if (lint.status === 0) process.stdout.write(`cfn-lint has nothing to say of ${templates.length} templates.\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
