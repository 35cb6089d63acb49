/** Columns of printed numbers, null where there is none. */
export type Figures = Readonly<Record<string, readonly (number | null)[]>>;

/**
 * Figures as text: every number of a row as whole units of that row's last digit, the base figure as it is and the others as what they
 * differ by, two characters each. Thousands of cells become a third smaller than as JSON; numbers come back exactly as they were.
 */
export interface EncodedFigures {
  readonly base: string;
  /** A character a row: its decimal exponent, a blank where the row is empty. */
  readonly exponents: string;
  /** Low and high parts, a character a row in each: apart they compress best. */
  readonly columns: Readonly<Record<string, readonly [string, string]>>;
  /** Numbers too far apart for this form: column, row, value. */
  readonly exact: readonly (readonly [string, number, number])[];
}

/** Characters are offset so that no control character, blank or surrogate occurs; the script decodes with the same numbers. */
export const CODEC = { blank: ' ', zero: 48, low: 64, most: 2 ** 20, exponent: 80 } as const;

const POWERS = Array.from({ length: 81 }, (_, i) => Number(`1e${i - 40}`));
const tenTo = (power: number): number => POWERS[power + 40] ?? Number(`1e${power}`);

/** Decimal exponent of the last of three significant digits. */
function lastDigit(value: number): number {
  if (value === 0) return Number.POSITIVE_INFINITY;
  const size = Math.abs(value);
  const guess = Math.floor(Math.log10(size));
  // A logarithm may be off by one at a power of ten.
  const power = tenTo(guess + 1) <= size ? guess + 1 : tenTo(guess) > size ? guess - 1 : guess;
  return power - 2;
}

function characters(value: number): readonly [string, string] {
  const zigzag = value < 0 ? -2 * value - 1 : 2 * value;
  const low = zigzag % CODEC.low;
  return [String.fromCharCode(CODEC.zero + low), String.fromCharCode(CODEC.zero + (zigzag - low) / CODEC.low)];
}

/** Numbers of three significant digits at most, as `asPrinted` makes them. `base` names the column the others are told from. */
export function encodeFigures(figures: Figures, base: string): EncodedFigures {
  const names = Object.keys(figures);
  const parts = names.map((): [string[], string[]] => [[], []]);
  const exponents: string[] = [];
  const exact: [string, number, number][] = [];
  for (const [row, middle] of (figures[base] ?? []).entries()) {
    const values = names.map((name) => figures[name]?.[row] ?? null);
    const least = Math.min(...values.map((value) => (value === null ? Number.POSITIVE_INFINITY : lastDigit(value))));
    const exponent = Number.isFinite(least) ? least : 0;
    const scale = tenTo(-exponent);
    // Three digits and a power of ten: the product is off by far less than a half.
    const units = (value: number) => Math.round(value * scale);
    const from = middle === null ? 0 : units(middle);
    const fits = Math.abs(from) < CODEC.most && Math.abs(exponent) < 32;
    exponents.push(
      middle === null && values.every((value) => value === null)
        ? CODEC.blank
        : String.fromCharCode(CODEC.exponent + (fits ? exponent : 0)),
    );
    for (const [at, name] of names.entries()) {
      const value = values[at];
      if (value === null || value === undefined) {
        for (const part of parts[at] ?? []) part.push(CODEC.blank);
        continue;
      }
      const own = name === base ? from : units(value) - from;
      const whole = fits && Math.abs(own) < CODEC.most;
      if (!whole) exact.push([name, row, value]);
      for (const [which, letter] of characters(whole ? own : 0).entries()) parts[at]?.[which]?.push(letter);
    }
  }
  const columns = names.map((name, at) => [name, [parts[at]?.[0].join('') ?? '', parts[at]?.[1].join('') ?? '']] as const);
  return { base, exponents: exponents.join(''), exact, columns: Object.fromEntries(columns) };
}
