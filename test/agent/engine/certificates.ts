import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const certificatePath = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/responses/certificates/${name}.pem`, import.meta.url));

const read = (name: string): string => readFileSync(certificatePath(name), 'utf8');

export const ROOT = read('root.cert');

/** What a server shows: one of the certificates of the README in that folder, with the key of all of them. */
export const shown = (name: string): { readonly key: string; readonly cert: string } => ({
  key: read('server.key'),
  cert: read(`${name}.cert`),
});
