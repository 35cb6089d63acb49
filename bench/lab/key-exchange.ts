import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Which group a handshake came to, by the log of the server. */
export interface KeyExchanges {
  /** An object of one byte whose reading is logged. */
  readonly url: string;
  /** The group of the one request that `ask` makes, and the groups its client had offered. */
  of(ask: () => Promise<unknown>): Promise<string>;
}

/** What OpenSSL 3.0 has no name for: code points of the IANA registry "TLS Supported Groups". */
const NAMES: Readonly<Record<string, string>> = {
  '0x11ec': 'X25519MLKEM768',
  '0x11eb': 'SecP256r1MLKEM768',
  '0x11ed': 'SecP384r1MLKEM1024',
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};
const LOGGED_MS = 2000;

/** `X25519 (X25519MLKEM768, X25519, P-256)` from a line of the log. */
export const groupWords = (line: string): string =>
  line.replace(/[\w-]+/g, (name) => NAMES[name.toLowerCase()] ?? name).replaceAll(':', ', ');

export function keyExchanges(url: string, log: string): KeyExchanges {
  const lines = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').filter(Boolean) : []);
  return {
    url,
    async of(ask) {
      const before = lines().length;
      await ask();
      // A request is logged after it was answered.
      for (let waited = 0; lines().length === before && waited < LOGGED_MS; waited += 20) await wait(20);
      // curl asks twice.
      await wait(20);
      return groupWords(lines().at(-1) ?? 'unknown');
    },
  };
}
