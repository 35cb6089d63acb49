import { bytes, count, counted, number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { markOf } from '../marks.ts';
import { figure, section } from '../parts.ts';
import { axesLabel, type Scope } from '../scope.ts';
import { keptShare, type Windowed } from './kept-share.ts';
import { logReach, type Reach } from './reach.ts';
import { across, strip, stripTable } from './strip.ts';
import { windowsByHost } from './windows-by-host.ts';

type Windows = Windowed['windows'];

/** More cells than this are held together by the axis that decides over credits. */
const MOST_ROWS = 20;

/** Speed before a host had moved much, and after: credits and token buckets make the first number one that does not last. */
export function windows(scopes: readonly Scope[]): Html | false {
  const pictures = scopes.flatMap((scope) => {
    const cells = scope.cells.filter((cell): cell is Windowed => cell.windows !== undefined);
    return cells.length > 0 ? [picture(scope, cells)] : [];
  });
  return pictures.length > 0 && section('bursts', 'Burst and sustained', pictures);
}

function picture(scope: Scope, cells: readonly Windowed[]): Html {
  const slower = cells.filter((cell) => keptShare(cell) < 1 / 1.05).length;
  const [, ...compared] = scope.scenario.compares;
  const by = [...compared, ...scope.varying].find((name) => scope.varying.includes(name));
  return html`${scope.run.scenarios.length > 1 && html`<h3>${scope.scenario.title}</h3>`}
    <p><b>${count(slower)} of ${counted(cells.length, 'cell')} with both windows kept less than 95 % of ${cells.length === 1 ? 'its' : 'their'} speed.</b></p>
    <p class="fine">Burst: the median speed of operations before which the host had moved at most a tenth of the most it moved in five minutes. Sustained: after it
    had moved half of that or more, and at least 1.2 GB.</p>
    ${cells.length > MOST_ROWS && by !== undefined ? windowsByHost(scope, cells, by) : eachCell(scope, cells)}`;
}

function eachCell(scope: Scope, cells: readonly Windowed[]): Html {
  const reach = logReach(
    'B/s',
    cells.flatMap(({ windows: { burst, sustained } }) => [burst.median, sustained.median]),
  );
  const axis = scope.scenario.compares.find((each) => scope.varying.includes(each)) ?? scope.scenario.compares[0] ?? '';
  const names = scope.varying.filter((name) => new Set(cells.map((cell) => cell.axes[name])).size > 1);
  const rows = cells.map((cell) => {
    const { burst, sustained } = cell.windows;
    const name = axesLabel(scope, cell.axes, names) || cell.id;
    const print = (value: number) => number(value / reach.divisor);
    const words = `${name}: ${print(burst.median)} ${reach.unit} at first, ${print(sustained.median)} ${reach.unit} after ${bytes(sustained.movedBytes)} in five minutes`;
    return {
      head: html`<span class="wrap">${name}</span>`,
      strip: dumbbell(words, reach, cell.windows, markOf(scope, axis, cell.axes[axis] ?? '').colour),
      figures: [
        print(burst.median),
        print(sustained.median),
        html`<b>${number(keptShare(cell))}×</b>`,
        bytes(sustained.movedBytes),
      ],
    };
  });
  const titles = { head: 'Cell', strip: `${reach.unit}, logarithmic`, figures: ['burst', 'sustained', 'kept', 'moved before'] };
  return figure(
    stripTable('Burst and sustained', titles, reach, rows),
    `Hollow: burst, filled: sustained, both in ${reach.unit}. Kept is sustained over burst.`,
  );
}

function dumbbell(name: string, reach: Reach, { burst, sustained }: Windows, colour: string): Html {
  const [first, last] = [across(reach.at(burst.median)), across(reach.at(sustained.median))];
  return strip(name, reach, [
    html`<line class="span" x1="${first}" x2="${last}" y1="50%" y2="50%" stroke="${colour}"/>`,
    html`<circle cx="${last}" cy="50%" r="5" fill="${colour}"/>`,
    html`<circle class="hollow" cx="${first}" cy="50%" r="4.5" fill="var(--paper)" stroke="${colour}" stroke-width="2"/>`,
  ]);
}
