import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EMPTY_NAMES, IMPORT_RULES, LONGEST_FILE_LINES } from './import-rules.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(ts|cjs|mjs)$/.test(file));
const source = (file: string) => readFileSync(`${ROOT}${file}`, 'utf8');

/** Modules a text imports: repository paths for relative ones, names as written for others. */
function importsOf(file: string, text: string): string[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
  );
  return [...found].map(([, fixed, dynamic]) => {
    const name = fixed ?? dynamic ?? '';
    return name.startsWith('.') ? posix.join(posix.dirname(file), name) : name;
  });
}

describe('the import rules', () => {
  it('see every way to import', () => {
    const text =
      "import a from './a.ts';\nimport type {\n  B,\n} from '../b.ts';\nexport { c } from 'c';\nimport 'd';\nconst e = await import('node:e');\n";
    expect(importsOf('lib/x/y.ts', text)).toEqual(['lib/x/a.ts', 'lib/b.ts', 'c', 'd', 'node:e']);
  });

  it.each(IMPORT_RULES)('$name', ({ from, may, because }) => {
    const within = files.filter((file) => from.test(file));
    expect(within.length, 'the rule applies to some file').toBeGreaterThan(0);
    const broken = within.flatMap((file) =>
      importsOf(file, source(file))
        .filter((name) => !may.some((allowed) => allowed.test(name)))
        .map((name) => `${file} imports ${name}`),
    );
    expect(broken, because).toEqual([]);
  });

  it('keep scenarios apart: none imports another', () => {
    const own = /^lib\/scenarios\/([^/]+)\/.+/;
    const broken = files.flatMap((file) => {
      const scenario = own.exec(file)?.[1];
      if (!scenario) return [];
      return importsOf(file, source(file)).filter((name) => own.test(name) && own.exec(name)?.[1] !== scenario);
    });
    expect(broken).toEqual([]);
  });

  it('catch a file that breaks them', () => {
    const domain = IMPORT_RULES.find(({ name }) => name === 'the domain knows only itself');
    expect(
      importsOf('lib/domain/bad.ts', "import { readFile } from 'node:fs';").every((name) =>
        domain?.may.some((rule) => rule.test(name)),
      ),
    ).toBe(false);
  });
});

describe('the tree', () => {
  it('has no clock and no randomness in the domain', () => {
    const code = (file: string) => source(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const impure = files.filter(
      (file) =>
        /^lib\/domain\//.test(file) && /Date\.now|new Date\(|Math\.random|performance\.now|\bprocess\.\w/.test(code(file)),
    );
    expect(impure).toEqual([]);
  });

  it('has no name that says nothing', () => {
    expect(files.filter((file) => EMPTY_NAMES.test(file))).toEqual([]);
  });

  it('has no file that grew too long', () => {
    const long = files.filter((file) => !/^lib\/catalog\//.test(file) && source(file).split('\n').length > LONGEST_FILE_LINES);
    expect(long).toEqual([]);
  });

  it('mirrors the tree in its tests', () => {
    const roots = new Set([
      'structure',
      'conformance',
      'fixtures',
      'slow',
      'lib',
      'agent',
      'bin',
      'docs',
      'bench',
      'scenario',
      'aws',
      'emulator',
      'faults',
      'packet-tf',
      'page',
    ]);
    const strays = files.filter((file) => file.startsWith('test/') && !roots.has(file.split('/')[1] ?? ''));
    expect(strays).toEqual([]);
  });
});
