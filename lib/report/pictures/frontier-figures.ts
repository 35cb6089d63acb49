import { number } from '../format.ts';

/** US dollars of a unit, with three digits: rates differ where rounded cents do not. */
export function usdPer(amount: number): string {
  return `$${number(amount)}`;
}
