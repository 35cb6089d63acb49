import { SHOWN_LINES } from '../every-test/every-test.ts';
import { MARKS } from '../marks.ts';

/** Every test: which rows fit, in which order, and the columns a metric has. Rows are made only as far as they are shown. */
export const TESTS = `
// Where there is little room the answer comes right after what is compared, and the other axes are a small line below that.
const columnsOf = (data, metric, narrow) => {
  const figure = (name) => figuresOf(metric)[name];
  const plain = (name, title, values) => values && { name, title, of: (i) => values[i], text: (i) => number(values[i]) };
  const counts = (name, title, values) => ({ name, title, of: (i) => values[i], text: (i) => (values[i] === null ? '' : whole.format(values[i])) });
  const [low, high] = [figure('low'), figure('high')];
  const range = (from, to) => number(from) + ' \\u2013 ' + number(to);
  const by = ({ title }) => (metric.verdicts.length > 1 ? ', by ' + title : '');
  const all = [
    ...data.axes.map((axis) => ({
      name: axis.name, title: axis.title, words: true, axis, of: (i) => (axis.at[i] < 0 ? null : axis.at[i]), text: (i) => axis.labels[axis.at[i]] ?? '',
    })),
    counts('n', 'n', metric.n),
    counts('failed', 'failed', data.failures),
    plain('min', 'min', figure('min')),
    plain('median', 'median, ' + metric.unit, figure('median')),
    low && { name: 'interval', title: '95 % interval', of: (i) => (low[i] === null ? null : high[i] - low[i]), text: (i) => (low[i] === null ? '' : range(low[i], high[i])) },
    ...metric.verdicts.map((verdict) => ({
      name: 'verdict-' + verdict.axis, title: 'against the best of its row' + by(verdict), words: true,
      of: (i) => (verdict.codes[i] === 'b' || verdict.codes[i] === 't' ? 1 : verdict.factor[i]),
      text: (i) => (verdict.words[verdict.codes[i]]?.[0] ?? '').replace('#', number(verdict.factor[i])),
    })),
    ...['mean', 'p90', 'p95', 'p99', 'max'].map((name) => plain(name, name, figure(name))),
    ...metric.verdicts.flatMap((verdict) => [
      { name: 'factor-' + verdict.axis, screen: true, title: 'factor, 95 % interval' + by(verdict), of: (i) => verdict.factor[i], text: (i) => (verdict.factor[i] === null ? '' : number(verdict.factor[i]) + ' (' + range(verdict.low[i], verdict.high[i]) + ')') },
      { name: 'p-' + verdict.axis, screen: true, title: 'p, Holm' + by(verdict), of: (i) => verdict.p[i], text: (i) => pValue(verdict.p[i]) },
    ]),
  ];
  const found = all.filter(Boolean);
  if (!narrow || data.axes.length === 0) return found;
  const [first, ...others] = found.filter(({ axis }) => axis);
  const answers = found.filter(({ name }) => name === 'median' || name === 'interval' || name.startsWith('verdict-'));
  const rest = found.filter((column) => !column.axis && !answers.includes(column));
  const below = (i) => others.map(({ axis }) => axis.said[axis.at[i]]).filter(Boolean).join(' \u00b7 ');
  return [{ ...first, below }, ...answers, ...rest];
};
const narrow = matchMedia('(max-width:44rem)');
const tests = async (root) => {
  const data = await unpack(root.dataset.cells);
  const form = root.querySelector('form');
  const table = root.querySelector('table');
  const [count, scroll, more] = ['.count', '.scroll', '.more'].map((each) => root.querySelector(each));
  const key = (name) => root.id + '.' + name;
  const filters = data.axes.map((axis) => ({ axis, control: form.elements.namedItem('is-' + axis.name) }));
  const first = ${SHOWN_LINES};
  let [columns, found, shown, sorting] = [[], [], first, { name: '', down: false }];
  const metric = () => data.metrics.find((each) => each.name === form.elements.metric.value) ?? data.metrics[0];
  // A cell without numbers stays with its reason; one that was measured and has no such phase has no place here.
  const belongs = (own, i) => own.n[i] !== null || (data.n[i] === 0 && data.reasons[data.why[i] - 1]?.[0] !== 'cannot exist');
  const select = () => {
    const own = metric();
    const wanted = filters.filter(({ control }) => control.value !== '').map(({ axis, control }) => [axis.at, axis.values.indexOf(control.value)]);
    columns = columnsOf(data, own, narrow.matches);
    found = [];
    for (let i = 0; i < data.n.length; i++) if (belongs(own, i) && wanted.every(([at, value]) => at[i] === value)) found.push(i);
    const by = columns.find(({ name }) => name === sorting.name);
    if (!by) return;
    // What has no number comes last, whichever way.
    const turn = sorting.down ? -1 : 1;
    const keys = new Float64Array(data.n.length);
    for (const i of found) keys[i] = by.of(i) == null ? Infinity : turn * by.of(i);
    found.sort((a, b) => (keys[a] === keys[b] ? a - b : keys[a] < keys[b] ? -1 : 1));
  };
  const mark = ({ axis, text }, i) => make('span', text(i), axis.marked && axis.at[i] >= 0 ? 'k k' + (axis.at[i] % ${MARKS}) : '');
  const row = (own) => (i) => {
    const line = make('tr', '');
    const before = narrow.matches ? 1 : data.axes.length + 2;
    const empty = own.n[i] === null;
    columns.slice(0, empty ? before : undefined).forEach((column, at) => {
      const element = at === 0 ? make('th', '', 't') : make('td', '', column.screen ? 'screen' : column.words ? 't' : '');
      if (at === 0) element.scope = 'row';
      if (column.axis) element.append(mark(column, i));
      else element.textContent = column.text(i);
      if (at === 0) element.append(...signed(data.signs[i]));
      if (column.below) element.append(make('small', column.below(i)));
      line.append(element);
    });
    if (empty) {
      const why = make('td', data.reasons[data.why[i] - 1]?.[1] ?? 'not measured', 't soft');
      why.colSpan = Math.max(1, columns.length - before);
      line.append(why);
    }
    return line;
  };
  const head = () => {
    const line = make('tr', '');
    for (const { name, title, words, screen } of columns) {
      const th = make('th', '', screen ? 'screen' : words ? 't' : '');
      th.scope = 'col';
      const button = make('button', title);
      button.type = 'button';
      button.dataset.sort = name;
      if (name === sorting.name) th.ariaSort = sorting.down ? 'descending' : 'ascending';
      th.append(button);
      line.append(th);
    }
    const thead = make('thead', '');
    thead.append(line);
    return thead;
  };
  const say = () => {
    const own = metric();
    const total = data.n.reduce((sum, _, i) => sum + (belongs(own, i) ? 1 : 0), 0);
    const some = Math.min(shown, found.length);
    count.firstElementChild.textContent = whole.format(found.length) + ' of ' + whole.format(total) + ' tests' + (some < found.length ? ', the first ' + whole.format(some) + ' shown' : '');
    more.hidden = some >= found.length;
    // Paper gets a summary of all cells instead of a part of them.
    table.classList.toggle('many', some < found.length);
    more.lastElementChild.textContent = 'Show all ' + whole.format(found.length);
  };
  const draw = () => {
    const body = make('tbody', '');
    body.append(...found.slice(0, shown).map(row(metric())));
    table.replaceChildren(head(), body);
    say();
  };
  const apply = () => {
    shown = first;
    select();
    draw();
  };
  const read = () => {
    restore(form, key);
    const text = address.get(key('sort'));
    sorting = { name: text.replace(/^-/, ''), down: text.startsWith('-') };
    apply();
  };
  form.addEventListener('change', ({ target }) => {
    address.set(key(target.name), target === form.elements.metric && target.selectedIndex === 0 ? '' : target.value);
    apply();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    for (const name of [...filters.map(({ control }) => control.name), 'metric', 'sort']) address.set(key(name), '');
    for (const control of form.querySelectorAll('select')) control.selectedIndex = 0;
    sorting = { name: '', down: false };
    apply();
  });
  table.addEventListener('click', ({ target }) => {
    const name = target.dataset.sort;
    if (name === undefined) return;
    sorting = name !== sorting.name ? { name, down: false } : sorting.down ? { name: '', down: false } : { name, down: true };
    address.set(key('sort'), (sorting.down ? '-' : '') + sorting.name);
    apply();
    [...table.querySelectorAll('[data-sort]')].find((button) => button.dataset.sort === name)?.focus();
  });
  more.addEventListener('click', ({ target }) => {
    const step = target.dataset.more;
    if (step === undefined) return;
    const from = Math.min(shown, found.length);
    shown = step === 'all' ? found.length : shown + Number(step);
    table.tBodies[0].append(...found.slice(from, shown).map(row(metric())));
    say();
    if (more.hidden) scroll.focus();
  });
  count.addEventListener('click', ({ target }) => {
    if (target.dataset.copy) copy(target, columnsOf(data, metric()), found, (i) => (metric().n[i] === null ? data.reasons[data.why[i] - 1]?.[1] : ''));
  });
  narrow.addEventListener('change', apply);
  address.watch(read);
  const asked = address.has(key(''));
  read();
  for (const part of [form, count, scroll]) part.hidden = false;
  if (asked) root.closest('section').scrollIntoView();
};`;
