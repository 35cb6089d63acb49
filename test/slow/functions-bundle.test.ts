import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { deploymentContext } from '../../lib/cloud/deployment.ts';
import { addStacks } from '../../lib/cloud/stacks.ts';
import { agentNodeOptions } from '../../lib/domain/node-flags.ts';
import { FILES, METAL_FOLDER } from '../lib/cloud/synthesized.ts';

const outdir = mkdtempSync(join(tmpdir(), 'firstbyte-bundles-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** The code of each function as it is uploaded, by the function's name. */
function bundles(): Map<string, string> {
  const app = new App({ outdir });
  const where = deploymentContext({ 'firstbyte:regions': 'us-east-1', 'firstbyte:site': 'function-url' });
  addStacks(app, where, {
    version: '0',
    hostFiles: FILES,
    metalFolder: METAL_FOLDER,
    nodeOptions: agentNodeOptions,
    pageHashes: { scripts: [], styles: [] },
  });
  const found = new Map<string, string>();
  for (const { stackName, template } of app.synth().stacks)
    for (const resource of Object.values(template.Resources) as { Type: string; Properties: Record<string, unknown> }[])
      if (resource.Type === 'AWS::Lambda::Function') {
        const key = (resource.Properties.Code as { S3Key: string }).S3Key;
        found.set(String(resource.Properties.FunctionName), join(outdir, `asset.${key.replace('.zip', '')}`, 'index.mjs'));
        expect(stackName).toMatch(/^firstbyte-/);
      }
  return found;
}

const functions = bundles();
const ENVIRONMENT = { AWS_REGION: 'us-east-1', FIRSTBYTE_ACCOUNT: '000000000000', FIRSTBYTE_REGIONS: 'us-east-1' };

describe('the code that is uploaded', () => {
  it('is one ES module for each function, the functions of one kind sharing it', () => {
    expect(functions.size).toBe(12 + 3 + 1);
    expect(new Set([...functions].filter(([name]) => name.includes('probe')).map(([, path]) => path)).size).toBe(1);
    for (const path of functions.values()) expect(readdirSync(join(path, '..'))).toEqual(['index.mjs']);
  });

  it.each([...functions])('%s exports its handler when nothing lies beside it', (_, path) => {
    const program = `const { handler } = await import(${JSON.stringify(pathToFileURL(path).href)}); process.stdout.write(typeof handler); process.exit(0);`;
    const told = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: outdir,
      env: { PATH: '', ...ENVIRONMENT },
      timeout: 60_000,
    });
    expect(told.toString()).toBe('function');
  });

  it('leaves the SDK out of what measures, and takes the pinned one along everywhere else', () => {
    for (const [name, path] of functions) {
      const holds = /@aws-sdk|@smithy\/smithy-client|S3ServiceException/.test(readFileSync(path, 'utf8'));
      expect([name, holds]).toEqual([name, !name.includes('probe')]);
    }
  });
});
