import type { RunRecord } from '../../domain/run.ts';
import { findingsOf } from '../finding.ts';
import { detail, headline, numbersOf, rowWords } from '../finding-words.ts';
import { atStart, count, counted, duration, inSentence, listed, moment, percent, usd } from '../format.ts';
import { type Html, html } from '../html.ts';
import { storageMap } from '../map/storage-map.ts';
import { facts } from '../parts.ts';
import { powerWords } from '../power.ts';
import type { Scope } from '../scope.ts';
import { banners, missing } from './banners.ts';
import { worthLine } from './worth-line.ts';

/** The first screen: the finding and how sure it is, the map, what it cost and how many measurements stand behind it. */
export function opening(run: RunRecord, scopes: readonly Scope[]): Html {
  const nothing = measuredNothing(run);
  const [first, ...others] = nothing ? [] : findingsOf(scopes);
  const maps = nothing ? [] : scopes.map(storageMap);
  const lines = others.map(
    (each) =>
      html`<li>${each.compare !== first?.compare && html`<b>By ${inSentence(each.scope.axis(each.compare)?.title ?? each.compare)}:</b> `}${headline(each)}. ${detail(each)}</li>`,
  );
  return html`<header>
    <div class="top"><p class="brand"><b>firstbyte</b> ${listed(run.scenarios.map((scenario) => scenario.title))}</p>
    <p class="dateline">${counted(run.samples.timed, 'measurement')} · ${moneyWords(run)} · ${moment(run.startedAt).split(',')[0]}</p>
    <h1>${titleOf(run, scopes, first)}</h1>
    <p class="lede">${first && [detail(first), rowWords(first)]}${missing(run)}</p>
    ${banners(run)}</div>
    ${maps}
    <div class="rest">${!nothing && worthLine(scopes)}${lines.length > 0 && html`<ul class="answers">${lines}</ul>`}
    ${conditions(run)}
    ${
      first &&
      html`<p class="fine">To lead is to be shown better than every competitor of the
    row: paired by round, p below 0.05 after adjustment within the row, and 5 % or more. There is no overall score: rows are counted, never added up.</p>`
    }</div>
  </header>
  `;
}

const measuredNothing = ({ cells }: RunRecord): boolean => cells.every((cell) => cell.n === 0);

/** The page's headline. */
export function titleOf(run: RunRecord, scopes: readonly Scope[], first = findingsOf(scopes)[0]): Html {
  if (measuredNothing(run)) return html`${nothingWords(run)}`;
  return first ? headline(first) : numbersOf(scopes);
}

/** Why there is no number at all: what failed most, or that nothing was tried. */
function nothingWords({ samples, cells }: RunRecord): string {
  if (samples.failures === 0) return 'Nothing was measured';
  const names = new Map<string, number>();
  for (const { errors } of cells) for (const [name, n] of Object.entries(errors)) names.set(name, (names.get(name) ?? 0) + n);
  const most = [...names].sort(([, a], [, b]) => b - a).slice(0, 3);
  return `Nothing was measured: ${most.length > 0 ? 'every operation failed, ' : 'every operation failed'}${listed(most.map(([name, n]) => `${name} ${count(n)}`))}`;
}

function moneyWords({ estimate, cost }: RunRecord): string {
  if (cost) return `${usd(cost.usd)}, estimated ${usd(estimate.usd)}`;
  return estimate.lines.length > 0 ? `estimated ${usd(estimate.usd)}` : 'nothing billed';
}

function conditions(run: RunRecord): Html {
  const measured = run.cells.filter((cell) => cell.n > 0).length;
  return facts([
    ['Cost', html`<a href="#cost">${moneyWords(run)}</a>`],
    [
      'Measurements',
      html`${count(run.samples.timed)} timed in ${counted(measured, 'cell')}, ${count(run.samples.failures)} failed`,
    ],
    ['Rounds', `${count(run.rounds.done)} of ${count(run.rounds.planned)}, ${duration(run.seconds)}`],
    ['When', moment(run.startedAt)],
    ['Power', atStart(powerWords(run))],
    ['Not measuring', `${percent(run.overhead)} of lane time without an operation, ${percent(run.warmupShare)} in warm-ups`],
    ['Removal', run.teardown ? html`<a href="#removal">${count(run.teardown.total)} left</a>` : 'not yet known'],
  ]);
}
