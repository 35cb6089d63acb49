/**
 * Rows of numbers that grow, one after the other in one array: an engine holds that at eight bytes a number, so that a million samples
 * fit where their objects would not. Typed arrays would hold the same and lie outside of the heap, thousands of small ones in pieces.
 */
export class Columns {
  readonly width: number;
  readonly #values: number[] = [];

  constructor(width: number) {
    this.width = width;
  }

  get rows(): number {
    return this.#values.length / this.width;
  }

  /** Adds one row of `width` numbers; NaN where nothing was measured. */
  add(row: readonly number[]): void {
    for (let index = 0; index < this.width; index++) this.#values.push(row[index] as number);
  }

  /** One number of each row, in the order of adding. */
  column(index: number): number[] {
    const values: number[] = [];
    for (let at = index; at < this.#values.length; at += this.width) values.push(this.#values[at] as number);
    return values;
  }
}
