import type { Plan } from '../lib/domain/plan.ts';
import { planSummary } from '../lib/pipeline/planning/plan-summary.ts';
import type { Substitution } from '../lib/pipeline/planning/substitutions.ts';

/** A plan as a page of text: what will be measured, what cannot be, how long it takes and what it costs. */
export function planText(plan: Plan): string {
  const { cells, impossible, byStore, byHost, byPair, lanes, rounds, estimate, impossibleReasons, substitutions, notes } =
    planSummary(plan);
  const counted = (title: string, counts: Readonly<Record<string, number>>) => [
    title,
    ...Object.entries(counts).map(([name, count]) => `  ${name.padEnd(28)} ${String(count).padStart(6)}`),
  ];
  return [
    `preset ${plan.preset}: ${cells} cells in ${lanes === 1 ? '1 lane' : `${lanes} lanes`}, ${rounds === 1 ? '1 round' : `${rounds} rounds`}; ${impossible} cells cannot exist`,
    '',
    ...counted('cells by store', byStore),
    ...counted('cells by host', byHost),
    ...counted('cells by pair', byPair),
    ...(impossibleReasons.length > 0
      ? ['cannot exist', ...impossibleReasons.map(({ reason, cells: count }) => `  ${count} cells: ${reason}`)]
      : []),
    ...substitutionLines(substitutions),
    '',
    `estimate: ${durationText(estimate.seconds)}, ${estimate.usd.toFixed(2)} USD, ${estimate.requests} requests, ${gigabytes(estimate.bytesDown)} down, ${gigabytes(estimate.bytesUp)} up`,
    ...estimate.lines.map(
      ({ what, amount, unit, usd, source, asOf }) =>
        `  ${usd.toFixed(4).padStart(10)} USD  ${what}: ${amount.toPrecision(4)} ${unit} (${source}, ${asOf})`,
    ),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}

/** Which hosts stand in for which, where, for how many cells, and why. */
function substitutionLines(substitutions: readonly Substitution[]): string[] {
  if (substitutions.length === 0) return [];
  return [
    'substitutions',
    ...substitutions.map(
      ({ asked, host, sites, cells, reason }) =>
        `  ${host} stands in for ${asked} in ${sites.join(', ')}, ${cells} cells${reason ? `: ${reason}` : ''}`,
    ),
  ];
}

/** `42 s`, `42 min`, `1.5 h`, `6.2 days`. */
export function durationText(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 7200) return `${Math.ceil(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toPrecision(3)} GB`;
