import type { Finding } from './finding.ts';
import { FLOOR, GOS, RAW } from './lab/peer-names.ts';
import type { Result } from './result.ts';
import { amount, ratioWords } from './words.ts';

export const BEGIN = '<!-- bench:begin -->';
export const END = '<!-- bench:end -->';

const COLUMNS = [RAW, ...GOS, FLOOR] as const;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function findingRow(finding: Finding): string {
  const { peers, unit } = finding;
  const cell = (name: string): string => (peers[name] === undefined ? '-' : amount(peers[name], unit));
  const others = Object.keys(peers).filter((name) => !(COLUMNS as readonly string[]).includes(name));
  return row([
    finding.case,
    finding.metric,
    ...COLUMNS.map(cell),
    others.map((name) => `${name} ${cell(name)}`).join(', ') || '-',
    ratioWords(finding) || '-',
    [finding.goal, finding.note].filter(Boolean).join('; ') || '-',
    finding.verdict,
  ]);
}

/** The table of one result in Markdown, with what it was measured on. */
export function tableOf({ at, tookSeconds, commit, rounds, machine, load, leftOut, findings }: Result): string {
  const tools = Object.entries(machine.tools).map(([name, version]) => `${name} ${version}`);
  const head = ['case', 'metric', ...COLUMNS, 'others', 'raw to', 'asked for', 'verdict'];
  return [
    `Measured ${at.slice(0, 10)}${commit === null ? '' : ` at ${commit}`}, ${rounds} rounds, ${tookSeconds} s, on ${machine.cpu}, ${machine.cores} cores, Linux ${machine.kernel}`,
    `(congestion control ${machine.congestionControl}, slow start after idle ${machine.slowStartAfterIdle}, network namespace: ${machine.isolation},`,
    `cores ${machine.pinned ? 'pinned' : 'not pinned'}, others used ${percent(load.before.busy)} of the machine before, ${percent(load.during)} during and ${percent(load.after.busy)} after); ${tools.join(', ')}.`,
    '',
    row(head),
    row(head.map(() => '---')),
    ...findings.map(findingRow),
    ...(leftOut.length > 0 ? ['', 'Left out:', '', ...leftOut.map((line) => `- ${line}`)] : []),
  ].join('\n');
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

/** The page with its marked region replaced. Error: when the page has no such region. */
export function withTable(page: string, table: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page has no region between ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n${table}\n${page.slice(end)}`;
}
