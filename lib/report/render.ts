import type { RunRecord } from '../domain/run.ts';
import type { View } from '../domain/scenario.ts';
import { packedOwn } from './compare/on-page/own-record.ts';
import { compareSection } from './compare/on-page/section.ts';
import { everyTest, packedCells } from './every-test/every-test.ts';
import { listed } from './format.ts';
import { type Child, type Html, html, trusted } from './html.ts';
import { section } from './parts.ts';
import { frontier } from './pictures/frontier.ts';
import { overTime } from './pictures/over-time.ts';
import { TEXTURES } from './pictures/phase-bar.ts';
import { spread } from './pictures/spread.ts';
import { windows } from './pictures/windows.ts';
import { PAGE_POLICY } from './policy.ts';
import { type Scope, scopeOf } from './scope.ts';
import { SCRIPT } from './script.ts';
import { cost } from './sections/cost.ts';
import { data } from './sections/data.ts';
import { failures } from './sections/failures.ts';
import { gaps } from './sections/gaps.ts';
import { lanes } from './sections/lanes.ts';
import { method } from './sections/method.ts';
import { opening } from './sections/opening.ts';
import { parties } from './sections/parties.ts';
import { plausible } from './sections/plausible.ts';
import { removal } from './sections/removal.ts';
import { truth } from './sections/truth.ts';
import { STYLE } from './style.ts';
import { renderView } from './views/view.ts';
import { packedWorkloads, workload } from './workload/workload.ts';

interface Section {
  /** Its anchor. */
  readonly id: string;
  /** Its name in the list of sections. */
  readonly link: string;
  readonly of: (run: RunRecord, scopes: readonly Scope[]) => Child;
  /** Left out where nothing was measured. */
  readonly numbers?: true;
}

/** Everything below the first screen, in its order. A section that has nothing to say returns `false` and has no link. */
const SECTIONS: readonly Section[] = [
  { id: 'leaders', link: 'Leaders', of: (_, scopes) => views(scopes, 'ranking', 'leaders', 'Who leads where'), numbers: true },
  { id: 'map', link: 'By size', of: (_, scopes) => views(scopes, 'heatmap', 'map', 'At a glance'), numbers: true },
  { id: 'curves', link: 'Curves', of: (_, scopes) => views(scopes, 'curves', 'curves', 'Curves'), numbers: true },
  { id: 'spread', link: 'Spread', of: (_, scopes) => spread(scopes), numbers: true },
  {
    id: 'phases',
    link: 'Phases',
    of: (_, scopes) => views(scopes, 'phases', 'phases', 'Where the time goes', TEXTURES),
    numbers: true,
  },
  { id: 'over-time', link: 'Over time', of: (_, scopes) => overTime(scopes), numbers: true },
  { id: 'bursts', link: 'Bursts', of: (_, scopes) => windows(scopes), numbers: true },
  { id: 'workload', link: 'Your workload', of: (_, scopes) => workload(scopes), numbers: true },
  { id: 'worth', link: 'Cost and speed', of: (_, scopes) => frontier(scopes), numbers: true },
  { id: 'tests', link: 'Every test', of: (_, scopes) => everyTest(scopes), numbers: true },
  { id: 'failures', link: 'Failures', of: failures },
  { id: 'plausible', link: 'Plausible?', of: (_, scopes) => plausible(scopes), numbers: true },
  { id: 'gaps', link: 'Not as asked', of: (_, scopes) => gaps(scopes) },
  { id: 'instrument', link: 'Instrument', of: lanes },
  { id: 'truth', link: 'Given and measured', of: (_, scopes) => truth(scopes) },
  { id: 'parties', link: 'Stores and hosts', of: parties },
  { id: 'method', link: 'Method', of: method },
  { id: 'cost', link: 'Cost', of: cost },
  { id: 'removal', link: 'Removal', of: removal },
  { id: 'compare', link: 'Compare', of: compareSection, numbers: true },
  { id: 'data', link: 'Data', of: data },
];

function views(scopes: readonly Scope[], kind: View['kind'], id: string, title: string, first?: Html): Html | false {
  const own = scopes
    .flatMap((scope) => scope.scenario.views.filter((view) => view.kind === kind).map((view) => renderView(scope, view)))
    .filter(({ text }) => text !== '');
  return own.length > 0 && section(id, title, first, own);
}

/** Turns a run into one self-contained page: no request leaves it, and it reads in full without its script. */
export function renderReport(run: RunRecord): string {
  const scopes = run.scenarios.map((scenario) => scopeOf(run, scenario));
  const measured = run.cells.some((cell) => cell.n > 0);
  const shown = SECTIONS.filter(({ numbers }) => measured || !numbers)
    .map(({ id, link, of }) => ({ id, link, content: of(run, scopes) }))
    .filter(({ content }) => content !== false);
  const title = `${listed(run.scenarios.map((scenario) => scenario.title)) || 'firstbyte'}${run.standIns ? ': made with shaped stand-ins, not providers' : ''} · ${run.id}`;
  // The policy comes first: nothing before it may be anything but text.
  const page: Html = html`<!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
    <title>${title}</title><style>${trusted(STYLE)}</style></head>
    <body><a class="skip" href="#results">Skip to the results</a>
    ${opening(run, scopes)}
    <nav aria-label="Sections">${shown.map(({ id, link }) => html`<a href="#${id}">${link}</a> `)}</nav>
    <main id="results">${shown.map(({ content }) => content)}</main>
    <footer><p class="fine">Made by firstbyte ${run.firstbyte}. Nothing on this page is loaded from anywhere else.</p></footer>
    ${measured && [packedCells(scopes), packedWorkloads(scopes), packedOwn(run)]}<script>${trusted(SCRIPT)}</script></body></html>`;
  return `${page.text.trim()}\n`;
}
