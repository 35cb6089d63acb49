import type { Workload } from '../../domain/workload/demand.ts';
import { cellsId } from '../every-test/every-test.ts';
import { choice } from '../every-test/toolbar.ts';
import { flagLegend } from '../flags.ts';
import { atStart } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { MARKS } from '../marks.ts';
import { packed } from '../pack.ts';
import { scroller, section } from '../parts.ts';
import type { Scope } from '../scope.ts';
import { calculated, FIGURE_TITLES, type Line, laidOut } from './calculator.ts';
import { type Calculator, calculatorOf, packedTimes } from './pack.ts';
import { priceList } from './price-list.ts';

/** Lines in the page before somebody asks for more. */
export const FIRST_LINES = 30;

const packId = (index: number): string => `workload-${index}`;

const UNITS = [
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
] as const;

/** What a workload of the reader's own costs and takes in every combination. False where no scenario reads and writes objects. */
export function workload(scopes: readonly Scope[]): Html | false {
  const parts = scopes.flatMap((scope, index) => {
    const calculator = calculatorOf(scope);
    return calculator ? [ofScenario(scope, calculator, index)] : [];
  });
  return parts.length > 0 && section('workload', 'Your workload', parts);
}

/** What the page's script calculates with, for the page's end. */
export function packedWorkloads(scopes: readonly Scope[]): readonly Html[] {
  return scopes.flatMap((scope, index) => {
    const calculator = calculatorOf(scope);
    return calculator ? [packed(packId(index), calculator.pack)] : [];
  });
}

function ofScenario(scope: Scope, calculator: Calculator, index: number): Child {
  const { pack, setting, chosen } = calculator;
  const { lines, total, said } = calculated(pack, packedTimes(scope), { setting }, calculator.workload, FIRST_LINES);
  const setLabel = chosen.map((name, i) => `${scope.axis(name)?.title ?? name} ${setting[i]}`).join(', ');
  return html`${scope.run.scenarios.length > 1 && html`<h3>${scope.scenario.title}</h3>`}
    <p class="fine">What a month of a workload would cost and take with each storage from each compute, from the medians of this run and list
    prices: storage, requests, bytes on their way, and compute for as long as it transfers, one object after another. Efficient is what nothing
    else in the table beats in both money and time, by medians; intervals of neighbours may overlap. The efficient come first, then the cheapest. ${unpriced(scope, pack)}</p>
    <div class="workload" id="w${index}" data-cells="${cellsId(index)}" data-pack="${packId(index)}">${form(scope, calculator)}
    <p class="fine"><span class="given">${givenWords(calculator.workload)}${setLabel && `; ${setLabel}`}. </span><output aria-live="polite">${said}</output>
    ${lines.length < total && html`<span class="cut"> The first ${lines.length} are shown; all can be worked out from run.json.</span>`}</p>
    ${scroller('Your workload', html`<table>${head(scope, calculator)}<tbody>${lines.map(lineOf)}</tbody></table>`)}
    <p class="rest" hidden><button type="button" data-rest>Show all</button></p></div>
    ${flagLegend(scope.cells)}
    ${rules(scope)}`;
}

function givenWords({ storedGb, readGb, writtenGb, objectBytes }: Workload): string {
  const [value, unit] = sized(objectBytes);
  return `${storedGb.toLocaleString('en-US')} GB stored, ${readGb.toLocaleString('en-US')} GB read and ${writtenGb.toLocaleString('en-US')} GB written a month, objects of ${value} ${unit}`;
}

function unpriced({ run }: Scope, { combinations }: Calculator['pack']): string {
  const without = combinations.filter(({ place, route, host }) => Math.min(place, route, host) < 0).length;
  if (without === 0) return '';
  const who = 'stand-ins, this machine and endpoints of one’s own have no list price';
  if (!run.prices || without === combinations.length)
    return `Nothing in this run has a known price: ${who}. Times are told all the same.`;
  return `Lines without a price say so: ${who}.`;
}

function sized(bytes: number): readonly [value: number, unit: string] {
  const [unit, factor] = UNITS.findLast(([, each]) => bytes >= each) ?? UNITS[0];
  return [bytes / factor, unit];
}

function form(scope: Scope, { named, chosen, setting, pack, workload: usual }: Calculator): Html {
  const [size, unit] = sized(usual.objectBytes);
  const amount = (name: string, title: string, value: number | '', note?: string) =>
    html`<label>${title} <input type="number" name="${name}" min="0" step="any" inputmode="decimal" value="${value}" autocomplete="off"${note && html` placeholder="${note}"`}></label>
    `;
  const settings = chosen.map((name, i) => {
    const options = scope.values(name).map((value) => ({ value: String(value), label: scope.label(name, value) }));
    return choice(`is-${name}`, atStart(scope.axis(name)?.title ?? name), options, setting[i]);
  });
  const only = named.map((name, i) => {
    const present = [...new Set(pack.combinations.map(({ names }) => names[i] ?? ''))];
    const options = [{ value: '', label: 'all' }, ...present.map((value) => ({ value, label: value }))];
    return present.length > 1 && choice(`only-${i}`, atStart(scope.axis(name)?.title ?? name), options);
  });
  return html`<form class="bar" hidden aria-label="Your workload">${amount('stored', 'GB stored', usual.storedGb)}${amount('read', 'GB read a month', usual.readGb)}${amount('written', 'GB written a month', usual.writtenGb)}${amount('size', 'Object size', size)}${choice(
    'unit',
    'Its unit',
    UNITS.map(([label, factor]) => ({ value: String(factor), label })),
    String(UNITS.find(([label]) => label === unit)?.[1]),
  )}${amount('reads', 'Reads a month', '', 'by size')}${amount('writes', 'Writes a month', '', 'by size')}${settings}${only}<button type="reset">Reset</button></form>
  `;
}

function head(scope: Scope, { named }: Calculator): Html {
  const [first, ...others] = named.map(
    (name) => html`<th scope="col" class="t">${atStart(scope.axis(name)?.title ?? name)}</th>`,
  );
  const figures = FIGURE_TITLES.map((title, i) => html`<th scope="col" data-figure="${i}">${title}</th>`);
  return html`<thead><tr>${first}${laidOut(['', ...others], figures)}<th scope="col" class="t">remark</th></tr></thead>`;
}

function lineOf({ names, mark, signs, figures, remark, efficient }: Line): Html {
  const cells = laidOut(
    names.map((name) => html`<td class="t">${name}</td>`),
    figures.map((figure) => html`<td>${figure}</td>`),
  );
  return html`<tr${efficient && html` class="best"`}><th scope="row" class="t"><span class="k k${mark % MARKS}">${names[0] ?? ''}</span>${signs && html`<sup>${signs}</sup>`}</th>${cells}<td class="t">${remark}</td></tr>
  `;
}

function rules({ run }: Scope): Html {
  return html`<details class="fold"><summary>How this is calculated, and at which prices</summary>
    <ul><li>A time between two measured sizes lies on the straight line between them on logarithmic axes. Beyond the measured sizes nothing is told.</li>
    <li>Time in transfer is the number of requests times the median, one after another; the interval adds up the ends of the medians’ intervals. A month has 730 hours: what takes longer needs several hosts at a time, which cost the same together.</li>
    <li>GB and requests lead: where both are given, a request moves what one is of the other. Where requests are empty or 0, the object size tells them.</li>
    <li>The workload is steady: as much is deleted as is written. GB are 1,000,000,000 bytes; where a provider’s GB is 1,024³ bytes, it bills up to 7 % less.</li>
    <li>Free tiers and volume discounts are left out. Storage of DynamoDB is that of the content without names. A Lambda function is called once for each object; instances are billed with a public IPv4 address.</li>
    <li>Where written objects are billed for a minimum time, a month bills that time’s writing, if that is more than is stored.</li></ul>
    ${run.prices ? priceList(run.prices) : html`<p class="none">Nothing in this run has a known price.</p>`}</details>`;
}
