/** One measured size: the median time of an operation, milliseconds, with the interval of that median where there is one. */
export interface CurvePoint {
  readonly bytes: number;
  readonly ms: number;
  readonly low?: number;
  readonly high?: number;
  /** Of a form that is not ranked against single objects. */
  readonly apart?: boolean;
}

/** What an operation of a size takes; `from` are the places in the curve of the one or two measured sizes it comes from. */
export interface Expected {
  readonly ms: number;
  readonly low?: number;
  readonly high?: number;
  readonly apart: boolean;
  readonly from: readonly number[];
}

/** A request's mean bytes come from a division: this much beside a measured size is that size. */
const SAME = 1e-9;

/**
 * The time of a size between two measured ones: straight on logarithmic axes, as times of transfers are over such spans. Undefined beyond the
 * measured sizes: nothing is extrapolated. The curve is sorted by size, without times of 0.
 */
export function expectedAt(curve: readonly CurvePoint[], bytes: number): Expected | undefined {
  const at = curve.findIndex((point) => point.bytes >= bytes * (1 - SAME));
  const above = curve[at];
  if (!above) return undefined;
  const below = curve[at - 1];
  const exact = above.bytes <= bytes * (1 + SAME);
  if (exact || !below) return exact ? { ...timesOf(above), apart: above.apart === true, from: [at] } : undefined;
  const share = Math.log(bytes / below.bytes) / Math.log(above.bytes / below.bytes);
  const between = (x: number, y: number) => x * (y / x) ** share;
  return {
    ms: between(below.ms, above.ms),
    ...(below.low !== undefined &&
      below.high !== undefined &&
      above.low !== undefined &&
      above.high !== undefined && { low: between(below.low, above.low), high: between(below.high, above.high) }),
    apart: below.apart === true || above.apart === true,
    from: [at - 1, at],
  };
}

function timesOf({ ms, low, high }: CurvePoint): Pick<Expected, 'ms' | 'low' | 'high'> {
  return { ms, ...(low !== undefined && high !== undefined && { low, high }) };
}
