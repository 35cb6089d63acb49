import type { RunRecord } from '../../domain/run.ts';
import { answerLine, answersOf, headline, numbersOf } from '../answers.ts';
import { count, duration, listed, moment, percent } from '../format.ts';
import { type Html, html } from '../html.ts';
import { facts } from '../parts.ts';
import { powerWords } from '../power.ts';
import type { Scope } from '../scope.ts';
import { banners } from './banners.ts';

/** The first screen: the answer, how sure it is, and what it was measured with. */
export function opening(run: RunRecord, scopes: readonly Scope[]): Html {
  const nothing = run.cells.every((cell) => cell.n === 0);
  const answers = nothing ? [] : answersOf(scopes);
  const title = nothing ? 'Nothing was measured' : answers[0] ? headline(answers[0]) : numbersOf(scopes);
  const lead = html`<div><ul class="answers">${answers.map(answerLine)}</ul>
    <p class="fine">A row holds everything equal but what is compared. “Shown to lead”: against every competitor of the row the
    difference, paired by round, has a p below 0.05, adjusted within its row and not across rows, and is estimated at 5 % or more.</p></div>`;
  return html`<header>
    <p class="brand"><b>firstbyte</b> ${listed(run.scenarios.map((scenario) => scenario.title))}</p>
    <h1>${title}</h1>
    ${banners(run)}
    ${answers.length > 0 ? html`<div class="lead">${lead}${conditions(run)}</div>` : conditions(run)}
  </header>
  `;
}

function conditions(run: RunRecord): Html {
  return facts([
    ['When', moment(run.startedAt)],
    ['Took', duration(run.seconds)],
    ['Rounds', `${count(run.rounds.done)} of ${count(run.rounds.planned)}`],
    ['Operations', `${count(run.samples.timed)} timed, ${count(run.samples.failures)} failed`],
    ['Overhead', `${percent(run.overhead)} of lane time without an operation, ${percent(run.warmupShare)} in warm-ups`],
    ['Power', powerWords(run)],
    ['Removal', run.teardown ? html`<a href="#removal">${count(run.teardown.total)} left</a>` : 'not yet known'],
  ]);
}
