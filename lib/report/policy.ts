import { createHash } from 'node:crypto';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** Hashes as a policy names them: SHA-256 in base64. */
export interface PageHashes {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/**
 * Scripts and style sheets of pages that released versions have published. They stay allowed when a newer version serves the site;
 * a release adds its own (CONTRIBUTING, "How results are published").
 */
const RELEASED: PageHashes = { scripts: [], styles: [] };

const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
const [SCRIPT_HASH, STYLE_HASH] = [hash(SCRIPT), hash(STYLE)];

/** What a site must allow so that every page of it works: today's and those of releases. */
export const PAGE_HASHES: PageHashes = {
  scripts: [...new Set([SCRIPT_HASH, ...RELEASED.scripts])],
  styles: [...new Set([STYLE_HASH, ...RELEASED.styles])],
};

const policy = (...scripts: readonly string[]): string =>
  ["default-src 'none'", ...scripts, `style-src 'sha256-${STYLE_HASH}'`, "base-uri 'none'", "form-action 'none'"].join('; ');

/**
 * What a run's page itself allows, wherever it is opened: its own script and style sheet by hash, and nothing else. No handler and no
 * style attribute works, and no text can become markup in the script.
 */
export const PAGE_POLICY = `${policy(`script-src 'sha256-${SCRIPT_HASH}'`)}; require-trusted-types-for 'script'`;

/** The same for a page that has no script: a comparison, the list of all runs. */
export const PLAIN_POLICY = policy();
