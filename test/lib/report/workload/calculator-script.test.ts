import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { CALCULATOR } from '../../../../lib/report/workload/calculator-script.ts';

const SOURCE = fileURLToPath(new URL('../../../../lib/report/workload/calculator.ts', import.meta.url));
const FILE = '../../../../lib/report/workload/calculator-script.ts';

/** What a browser of 2023 runs of calculator.ts and of all it imports. */
async function compiled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [SOURCE],
    bundle: true,
    write: false,
    minify: true,
    charset: 'utf8',
    format: 'iife',
    globalName: 'calculator',
    target: 'es2022',
  });
  return (outputFiles[0]?.text ?? '').trim();
}

function asFile(code: string): string {
  const literal = code.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `/**
 * calculator.ts and the formulas of lib/domain/workload, compiled for the page: made by test/lib/report/workload/calculator-script.test.ts
 * (with --update), which fails where this is not what they compile to. It is a text, because page and site name its hash: it has to be the
 * same wherever the page is made.
 */
export const CALCULATOR = \`${literal}\`;
`;
}

describe('the calculator in the page', () => {
  it('is what the formulas of the domain compile to, letter by letter', async () => {
    await expect(asFile(await compiled())).toMatchFileSnapshot(FILE);
  });

  it('is small, closes no element and keeps one name', () => {
    expect(CALCULATOR.length).toBeLessThan(8000);
    expect(CALCULATOR).not.toMatch(/<\/|<!--/);
    expect(CALCULATOR).toMatch(/^"use strict";var calculator=\(\(\)=>/);
  });
});
