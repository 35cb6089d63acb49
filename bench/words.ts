import type { Finding, Unit } from './finding.ts';

const DIGITS: Readonly<Record<Unit, number>> = { us: 0, s: 3, 'Gbit/s': 1, 's/GiB': 2, MB: 1, ratio: 2 };

export const amount = (value: number, unit: Unit): string => {
  const digits = unit === 'us' && value < 100 ? 1 : DIGITS[unit];
  return unit === 'ratio' ? value.toFixed(digits) : `${value.toFixed(digits)} ${unit}`;
};

/** `0.87 of Go tuned (upper bound 0.91)`, or `1.4 of Go (1.3-1.6 without any one round)`. */
export function ratioWords({ ratio, range }: Finding): string {
  if (!ratio) return '';
  if (range)
    return `${ratio.ratio.toFixed(2)} of ${ratio.to} (${range.map((end) => end.toFixed(2)).join('-')} without any one round)`;
  const bound = ratio.upper === null ? '' : ` (upper bound ${ratio.upper.toFixed(2)})`;
  return `${ratio.ratio.toFixed(2)} of ${ratio.to}${bound}`;
}

/** One line of progress. */
export function line(finding: Finding): string {
  const peers = Object.entries(finding.peers).map(([name, value]) => `${name} ${amount(value, finding.unit)}`);
  const parts = [ratioWords(finding), peers.join(', '), finding.goal ?? '', finding.note ?? ''].filter((part) => part !== '');
  return `${finding.verdict.padEnd(7)}  ${finding.case}, ${finding.metric}: ${parts.join('; ')}`;
}
