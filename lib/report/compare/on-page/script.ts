import { COMPARED } from './compared-script.ts';

/** Lines that are drawn before somebody asks for more. */
export const FIRST_LINES = 100;

/** Two records become a comparison, by the functions of the command line (compared.ts); what is drawn of it are text nodes. */
export const COMPARING = `
// Safari has it since 2024.
Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
};
${COMPARED}
const comparing = async (root) => {
  const form = root.querySelector('form');
  const [said, drawn] = [root.querySelector('output'), root.querySelector('.drawn')];
  const files = [...form.querySelectorAll('[type=file]')];
  const { run, own } = root.dataset;
  const known = new WeakMap();
  let [turn, made, all] = [0, null, false];
  const holding = (name, kind, children) => {
    const element = make(name, '', kind);
    element.append(...children);
    return element;
  };
  const press = (text, act) => {
    const button = make('button', text);
    button.type = 'button';
    button.addEventListener('click', () => act(button));
    return button;
  };
  const head = ({ title, text }) => {
    const th = make('th', title, text ? 't' : '');
    th.scope = 'col';
    return th;
  };
  const line = ({ texts }) => holding('tr', '', texts.map((text, i) => {
    const first = make(i === 0 ? 'th' : 'td', text, i === 0 ? 't long' : made.columns[i].text ? 't' : '');
    if (i === 0) first.scope = 'row';
    return first;
  }));
  const lines = () => (form.elements.sure.checked ? made.lines.filter(({ sure }) => sure) : made.lines);
  const fill = () => {
    const [found, body] = [lines(), drawn.querySelector('tbody')];
    const shown = all ? found : found.slice(0, ${FIRST_LINES});
    body.replaceChildren(...shown.map(line));
    drawn.querySelector('.scroll').hidden = found.length === 0;
    drawn.querySelector('.count > span').textContent = whole.format(found.length) + ' of ' + whole.format(made.lines.length) + ' figures'
      + (shown.length < found.length ? ', the first ' + shown.length + ' shown' : '');
    const rest = drawn.querySelector('.more');
    rest.hidden = shown.length === found.length;
    rest.firstElementChild.textContent = 'Show all ' + whole.format(found.length);
  };
  const table = () => {
    const asText = (kind) => press('Copy as ' + (kind === 'csv' ? 'CSV' : 'Markdown'), (button) => {
      const table = [made.columns.map(({ title }) => title), ...lines().map(({ texts }) => texts)];
      toClipboard(button, kind === 'csv' ? asCsv(table) : asMarkdown(table));
    });
    const scroll = holding('div', 'scroll', [
      holding('table', '', [holding('thead', '', [holding('tr', '', made.columns.map(head))]), make('tbody', '')]),
    ]);
    scroll.tabIndex = 0;
    scroll.role = 'region';
    scroll.ariaLabel = 'What changed';
    const rest = press('', () => {
      all = true;
      fill();
      scroll.focus();
    });
    const buttons = [asText('csv'), asText('markdown'), press('Copy as JSON', (button) => toClipboard(button, made.json()))];
    return [holding('p', 'count', [make('span', ''), ...buttons]), scroll, holding('p', 'more', [rest])];
  };
  const draw = () => {
    const sides = made.sides.map(({ name, id, words }) => holding('div', '', [
      make('dt', name), holding('dd', '', [make('code', id), ...words.flatMap((text) => [make('br', ''), text])]),
    ]));
    const reasons = made.reasons.map(({ title, cells }) => holding('details', '', [
      make('summary', title), holding('ul', '', cells.map((cell) => make('li', cell))),
    ]));
    drawn.replaceChildren(
      holding('dl', 'facts', sides),
      ...(made.columns.length > 0 ? table() : []),
      ...(reasons.length > 0 ? [make('h3', 'Not compared'), ...reasons] : []),
      make('h3', 'Before you conclude'),
      holding('ul', '', made.notes.map((note) => make('li', note))),
    );
    if (made.columns.length > 0) fill();
  };
  const say = (text, bad) => {
    said.textContent = text;
    said.className = bad ? 'bad' : '';
  };
  // Once for each file, which may be large.
  const recordOf = (field) => {
    const [file] = field.files;
    if (!known.has(file)) known.set(file, compared.recordOf(file, field.name === 'own' ? run : ''));
    return known.get(file);
  };
  const read = async () => {
    const mine = ++turn;
    drawn.replaceChildren();
    const missing = files.find((field) => field.files.length === 0);
    if (missing) return say(missing.parentElement.firstChild.textContent.trim() + ' is still to be chosen.');
    say('Reading.');
    try {
      const mineFirst = await Promise.all([own ? unpack(own).then(compared.readRun) : recordOf(form.elements.own), recordOf(form.elements.other)]);
      if (mine !== turn) return;
      const pair = form.elements.side.value === 'a' ? mineFirst : mineFirst.toReversed();
      [made, all] = [compared.compared(...pair, form.elements.metric.value), false];
      say(made.said);
      draw();
    } catch (error) {
      if (mine !== turn) return;
      say(compared.lineOf(error), true);
      if (error.name !== 'BadInput') console.error(error);
    }
  };
  form.addEventListener('change', ({ target }) => {
    if (target.name === 'sure') return made && drawn.hasChildNodes() && made.columns.length > 0 && fill();
    read();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  for (const part of [form, root.parentElement.querySelector('.given')]) part.hidden = false;
};`;
