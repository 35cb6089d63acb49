import type { Handshakes } from '../../lib/domain/sample.ts';
import type { Connection } from './connection.ts';

/** What the connections of a block were: outside the clock, after the exchange that made them. */
export interface Dials {
  readonly handshakes: Handshakes;
  readonly addresses: readonly string[];
}

/** Counts connections until they are taken. */
export class DialCount {
  #full = 0;
  #resumed = 0;
  #addresses = new Set<string>();

  add({ connected, secured, secure, resumed, address }: Connection): void {
    if (connected > 0) this.#addresses.add(address);
    if (!secure || secured === 0) return;
    if (resumed) this.#resumed++;
    else this.#full++;
  }

  take(): Dials {
    const taken = { handshakes: { full: this.#full, resumed: this.#resumed }, addresses: [...this.#addresses] };
    this.#full = 0;
    this.#resumed = 0;
    this.#addresses = new Set();
    return taken;
  }
}
