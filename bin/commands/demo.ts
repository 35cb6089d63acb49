import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BadInput } from '../../lib/domain/errors.ts';
import { openPage } from '../open-page.ts';

const EXAMPLE = fileURLToPath(new URL('../../docs/example/index.html', import.meta.url));

/** `firstbyte demo`: a finished report of a real run against shaped stand-ins, committed with this project. */
export function demo({ open }: { readonly open: boolean }): void {
  if (!existsSync(EXAMPLE)) throw new BadInput(`${EXAMPLE} is missing: restore it from git.`);
  console.error('An example: measured on one machine against shaped stand-ins, not against providers.');
  console.log(`report  ${EXAMPLE}`);
  if (open) openPage(EXAMPLE);
}
