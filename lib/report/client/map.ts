import { SHADE_BOUNDS } from '../map/shade.ts';
import { MARKS } from '../marks.ts';

/** The map for another setting: the same table that the page came with (lib/report/map/grid.ts), from the packed numbers. */
export const MAP = `
const map = async (root) => {
  const data = await unpack(root.dataset.cells);
  const form = root.querySelector('form');
  const table = root.querySelector('table');
  const axis = (name) => data.axes.find((each) => each.name === name);
  const [x, y] = [axis(root.dataset.x), axis(root.dataset.y)];
  const choosers = data.axes.flatMap((each) => {
    const control = form.elements.namedItem('is-' + each.name);
    return control ? [{ axis: each, control }] : [];
  });
  const mark = (each, at) => make('span', each.labels[at], each.marked ? 'k k' + (at % ${MARKS}) : '');
  const cell = (metric, verdict, i, best) => {
    if (i < 0) return make('td', '\\u2013', 'void');
    const value = figuresOf(metric).median[i];
    if (value === null) return make('td', data.why[i] > 0 ? data.reasons[data.why[i] - 1][0] : 'not measured', 'void');
    const code = verdict ? verdict.codes[i] : ' ';
    const times = value > 0 ? (metric.better === 'lower' ? value / best.value : best.value / value) : 1;
    const at = bounds.findIndex((bound) => times <= bound);
    const apart = best.plain && data.apart.includes(i);
    const element = make('td', '', apart ? 'void' : 'h' + (at < 0 ? bounds.length : at));
    element.append(code === 'b' ? make('b', number(value)) : number(value), ...signed(data.signs[i]));
    element.append(make('small', code === ' ' ? '' : verdict.words[code][1].replace('#', number(verdict.factor[i]))));
    return element;
  };
  const draw = () => {
    const metric = data.metrics.find((each) => each.name === form.elements.metric.value) ?? data.metrics[0];
    const verdict = metric.verdicts.find((each) => each.axis === x.name);
    const chosen = choosers.map(({ axis: each, control }) => [each, each.values.indexOf(control.value)]);
    const found = [];
    for (let i = 0; i < data.n.length; i++) if (chosen.every(([each, at]) => each.at[i] === at)) found.push(i);
    const medians = figuresOf(metric).median;
    const ranked = found.filter((i) => medians[i] !== null && !data.apart.includes(i));
    const scaled = (ranked.length > 0 ? ranked : found).map((i) => medians[i]).filter((value) => value > 0);
    const best = { plain: ranked.length > 0, value: scaled.length === 0 ? 1 : Math[metric.better === 'lower' ? 'min' : 'max'](...scaled) };
    const present = (each) => each.values.map((_, at) => at).filter((at) => found.some((i) => each.at[i] === at));
    const head = make('tr', '');
    const corner = make('th', y ? y.title : 'All', 't');
    corner.scope = 'col';
    head.append(corner);
    for (const at of present(x)) {
      const th = make('th', '');
      th.scope = 'col';
      th.append(mark(x, at));
      head.append(th);
    }
    const lines = (y ? present(y) : [-1]).map((down) => {
      const line = make('tr', '');
      const th = make('th', y ? y.labels[down] : 'all', 't');
      th.scope = 'row';
      line.append(th);
      for (const at of present(x)) line.append(cell(metric, verdict, found.find((i) => x.at[i] === at && (!y || y.at[i] === down)) ?? -1, best));
      return line;
    });
    const [thead, tbody] = [make('thead', ''), make('tbody', '')];
    thead.append(head);
    tbody.append(...lines);
    table.replaceChildren(thead, tbody);
    root.querySelector('[data-is=metric]').textContent = metric.title;
    root.querySelector('[data-is=unit]').textContent = metric.unit;
    root.querySelector('[data-is=setting]').textContent = chosen
      .map(([each, at]) => each.said[at]).join(' \\u00b7 ');
  };
  const read = () => {
    restore(form, (name) => root.id + '.' + name);
    draw();
  };
  const bounds = ${JSON.stringify(SHADE_BOUNDS)};
  form.addEventListener('change', ({ target }) => {
    const first = [...target.options].find((option) => option.defaultSelected)?.value;
    address.set(root.id + '.' + target.name, target.value === first ? '' : target.value);
    draw();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  address.watch(read);
  form.hidden = false;
  if (address.has(root.id + '.')) read();
};`;
