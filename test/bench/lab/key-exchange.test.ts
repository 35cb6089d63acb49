import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { groupWords, keyExchanges } from '../../../bench/lab/key-exchange.ts';

it('a group that the server has no name for is named by its registry', () => {
  expect(groupWords('X25519 (0x11ec:X25519:prime256v1:secp384r1)')).toBe('X25519 (X25519MLKEM768, X25519, P-256, P-384)');
});

it('the group of a request is the one that was logged for it, after its answer', async () => {
  const folder = mkdtempSync(`${tmpdir()}/firstbyte-bench-`);
  const log = `${folder}/groups.log`;
  try {
    const { of } = keyExchanges('https://127.0.0.1/g/1', log);
    const later = (line: string) => async () => void setTimeout(() => appendFileSync(log, `${line}\n`), 30);
    expect(await of(later('X25519 (X25519)'))).toBe('X25519 (X25519)');
    expect(await of(later('prime256v1 (prime256v1)'))).toBe('P-256 (P-256)');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
