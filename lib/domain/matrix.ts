import type { AxisValue } from './cell.ts';

/** Every combination of the axes' values, the last axis running fastest: the plain product, nothing left out. */
export function product<T extends Readonly<Record<string, readonly AxisValue[]>>>(
  axes: T,
): { readonly [K in keyof T]: T[K][number] }[] {
  type Combination = { readonly [K in keyof T]: T[K][number] };
  return Object.entries(axes).reduce<object[]>(
    (made, [axis, values]) => made.flatMap((combination) => values.map((value) => ({ ...combination, [axis]: value }))),
    [{}],
  ) as Combination[];
}
