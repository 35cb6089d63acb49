import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { COMPARED } from '../../../../../lib/report/compare/on-page/compared-script.ts';

const SOURCE = fileURLToPath(new URL('../../../../../lib/report/compare/on-page/compared.ts', import.meta.url));
const FILE = '../../../../../lib/report/compare/on-page/compared-script.ts';

/** What a browser runs of compared.ts and of all it imports. */
async function compiled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [SOURCE],
    bundle: true,
    write: false,
    minify: true,
    charset: 'utf8',
    format: 'iife',
    globalName: 'compared',
    target: 'es2022',
  });
  return (outputFiles[0]?.text ?? '').trim();
}

function asFile(code: string): string {
  const literal = code.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `/**
 * compared.ts and the statistics of lib/domain behind it, compiled for the page: made by test/lib/report/compare/on-page/compared-script.test.ts
 * (with --update), which fails where this is not what they compile to. It is a text, because page and site name its hash: it has to be the
 * same wherever the page is made.
 */
export const COMPARED = \`${literal}\`;
`;
}

describe('the comparison in the page', () => {
  it('is what the functions of the command line compile to, letter by letter', async () => {
    await expect(asFile(await compiled())).toMatchFileSnapshot(FILE);
  });

  it('is small, closes no element and keeps one name', () => {
    expect(Buffer.byteLength(COMPARED)).toBeLessThan(30_000);
    expect(COMPARED).not.toMatch(/<\/|<!--/);
    expect(COMPARED).toMatch(/^"use strict";var compared=\(\(\)=>/);
  });
});
