import { now } from './clock.ts';

const WINDOW_SECONDS = 300;

/** Bytes moved in the last five minutes, in one-second slots: network credits of small hosts last about that long. */
export class MovedBytes {
  readonly #slots = new Float64Array(WINDOW_SECONDS);
  #second = 0;

  add(bytes: number): void {
    this.#advance();
    const slot = this.#second % WINDOW_SECONDS;
    this.#slots[slot] = (this.#slots[slot] ?? 0) + bytes;
  }

  total(): number {
    this.#advance();
    return this.#slots.reduce((sum, bytes) => sum + bytes, 0);
  }

  #advance(): void {
    const second = Math.floor(now() / 1000);
    const gone = Math.min(second - this.#second, WINDOW_SECONDS);
    for (let i = 1; i <= gone; i++) this.#slots[(this.#second + i) % WINDOW_SECONDS] = 0;
    this.#second = second;
  }
}
