import type { RunRecord, StoreRecord } from '../../domain/run.ts';
import { MIN_ROUNDS } from '../../domain/statistics/median-interval.ts';
import { counted, listed } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';

const STATUS: Readonly<Record<RunRecord['status'], readonly [string, Child] | undefined>> = {
  complete: undefined,
  partial: ['Partial run.', html`Some of what was planned failed or was left out: see <a href="#gaps">what is not as asked</a>.`],
  interrupted: ['Interrupted run.', 'It was stopped before its plan was done: the page shows what had been measured by then.'],
  empty: ['Empty run.', 'Nothing was measured: the reasons are listed below.'],
};

function banner(kind: 'loud' | 'calm', content: Child): Html {
  return html`<p class="banner ${kind}" role="note">${content}</p>`;
}

/** One store of several places may fail in one of them. */
function storeName({ id, region }: StoreRecord): string {
  return region === undefined ? id : `${id} in ${region}`;
}

/** Stores that were asked for and have no numbers, with the reason: part of the finding, because they could have won. */
export function missing({ stores }: RunRecord): Html | false {
  const absent = stores.filter((store) => store.failed !== undefined || store.skipped !== undefined);
  return (
    absent.length > 0 &&
    html`<b>Not measured:</b> ${absent.map((store) => `${storeName(store)} (${store.failed ?? store.skipped})`).join('; ')}.`
  );
}

/** What a reader has to know before the first number. */
export function banners(run: RunRecord): Html {
  const lanes = run.lanes.filter((lane) => lane.outcome !== 'measured');
  const status = STATUS[run.status];
  const few = run.rounds.done < MIN_ROUNDS && run.status !== 'empty';
  return html`
    ${run.standIns && banner('loud', html`<b>Made with shaped stand-ins, not providers.</b> Every store is a small server here, slowed to a known delay and rate: this says nothing about any provider.`)}
    ${status && banner('loud', html`<b>${status[0]}</b> ${status[1]}`)}
    ${few && banner('loud', html`<b>Numbers, no verdict.</b> ${counted(run.rounds.done, 'round')} done; a verdict needs at least ${MIN_ROUNDS}.`)}
    ${lanes.length > 0 && banner('calm', html`<b>${counted(lanes.length, 'lane')} not completed:</b> ${listed(lanes.map((lane) => `${lane.id} (${lane.reason ?? lane.outcome})`))}.`)}
    ${run.teardown && run.teardown.total > 0 && banner('loud', html`<b>${counted(run.teardown.total, 'resource')} left after teardown.</b> See <a href="#removal">what was left</a>.`)}
  `;
}
