import { closest } from 'fastest-levenshtein';
import { BadInput } from '../../domain/errors.ts';

/** Throws BadInput with the nearest and all valid values when `value` is none of them. */
export function known<T extends string>(what: string, value: string, valid: readonly T[]): T {
  const match = valid.find((candidate) => candidate === value);
  if (match !== undefined) return match;
  throw new BadInput(`unknown ${what} "${value}": did you mean ${closest(value, [...valid])}? Valid: ${valid.join(', ')}.`);
}
