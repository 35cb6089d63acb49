import { MARKS } from '../marks.ts';
import { CALCULATOR } from './calculator-script.ts';
import { FIRST_LINES } from './workload.ts';

/** The form of a workload: what it says is calculated by the same functions that made the page's first table (calculator.ts). */
export const WORKLOAD = `
${CALCULATOR}
const workload = async (root) => {
  const [data, pack] = await Promise.all([unpack(root.dataset.cells), unpack(root.dataset.pack)]);
  const form = root.querySelector('form');
  const body = root.querySelector('tbody');
  const [said, rest] = [root.querySelector('output'), root.querySelector('.rest')];
  const key = (name) => root.id + '.' + name;
  const fields = [...form.querySelectorAll('input, select')];
  const first = (field) => (field.options ? ([...field.options].find((each) => each.defaultSelected) ?? field.options[0]).value : field.defaultValue);
  const amount = (name) => {
    const value = form.elements[name].valueAsNumber;
    return Number.isFinite(value) && value > 0 ? value : 0;
  };
  const line = ({ names, mark, signs, figures, remark, efficient }) => {
    const row = make('tr', '', efficient ? 'best' : '');
    const th = make('th', '', 't');
    th.scope = 'row';
    th.append(make('span', names[0], 'k k' + (mark % ${MARKS})), ...signed(signs));
    row.append(th, ...calculator.laidOut(names.map((name) => make('td', name, 't')), figures.map((figure) => make('td', figure))), make('td', remark, 't'));
    return row;
  };
  let all = false;
  let by;
  const heads = [...root.querySelectorAll('th[data-figure]')];
  for (const head of heads) {
    const button = make('button', head.textContent);
    button.type = 'button';
    head.replaceChildren(button);
  }
  const inputs = [...form.querySelectorAll('input')];
  const wrong = ({ name, validity, valueAsNumber }) => validity.badInput || (name === 'size' ? !(valueAsNumber > 0) : valueAsNumber < 0);
  const draw = () => {
    for (const input of inputs) {
      if (wrong(input)) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
    for (const [i, head] of heads.entries()) head.ariaSort = by?.figure === i ? (by.down ? 'descending' : 'ascending') : null;
    const spoilt = inputs.find(wrong);
    if (spoilt) {
      said.textContent = spoilt.name === 'size' ? 'Give an object size.' : 'Give numbers of 0 or more.';
      body.replaceChildren();
      rest.hidden = true;
      return;
    }
    const { median, low, high } = figuresOf(data.metrics.find(({ name }) => name === 'total'));
    const made = calculator.calculated(
      pack,
      { median, low, high, apart: data.apart, signs: data.signs },
      {
        setting: [...form.querySelectorAll('select[name^=is-]')].map(({ value }) => value),
        only: pack.combinations[0].names.map((_, i) => form.elements['only-' + i]?.value ?? ''),
        by,
      },
      {
        storedGb: amount('stored'), readGb: amount('read'), reads: amount('reads'), writtenGb: amount('written'), writes: amount('writes'),
        objectBytes: amount('size') * Number(form.elements.unit.value),
      },
      all ? Infinity : ${FIRST_LINES},
    );
    body.replaceChildren(...made.lines.map(line));
    const cut = made.lines.length < made.total;
    said.textContent = made.said + (cut ? ' The first ' + made.lines.length + ' are shown.' : '');
    rest.firstElementChild.textContent = 'Show all ' + made.total;
    rest.hidden = !cut;
  };
  const read = () => {
    restore(form, key);
    const order = address.get(key('sort'));
    const figure = Number(order.replace('-', '')) - 1;
    by = heads[figure] && { figure, down: order.startsWith('-') };
    for (const field of inputs) {
      const text = address.get(key(field.name));
      field.value = text === '' ? field.defaultValue : text === 'none' ? '' : text;
    }
    draw();
  };
  // What cannot be calculated with is nothing to send to others: the address keeps what could.
  const keep = (field) => (inputs.includes(field) && wrong(field)) || address.set(key(field.name), field.value === first(field) ? '' : field.value || 'none');
  form.addEventListener('input', ({ target }) => {
    keep(target);
    draw();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    for (const field of fields) {
      field.value = first(field);
      keep(field);
    }
    sort(undefined);
  });
  const sort = (next) => {
    by = next;
    address.set(key('sort'), by ? (by.down ? '-' : '') + (by.figure + 1) : '');
    draw();
  };
  root.querySelector('thead').addEventListener('click', ({ target }) => {
    const figure = heads.indexOf(target.parentElement);
    if (figure >= 0) sort(by?.figure !== figure ? { figure, down: false } : by.down ? undefined : { figure, down: true });
  });
  rest.addEventListener('click', () => {
    all = true;
    draw();
    root.querySelector('.scroll').focus();
  });
  address.watch(read);
  const asked = address.has(key(''));
  for (const part of root.querySelectorAll('.given, .cut')) part.remove();
  form.hidden = false;
  read();
  if (asked && !address.has('t')) root.closest('section').scrollIntoView();
};`;
