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
    row.append(th, ...names.slice(1).map((name) => make('td', name, 't')), ...figures.map((figure) => make('td', figure)), make('td', remark, 't'));
    return row;
  };
  let all = false;
  const draw = () => {
    const { median, low, high } = figuresOf(data.metrics.find(({ name }) => name === 'total'));
    const made = calculator.calculated(
      pack,
      { median, low, high, apart: data.apart, signs: data.signs },
      [...form.querySelectorAll('select[name^=is-]')].map(({ value }) => value),
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
    for (const field of form.querySelectorAll('input')) {
      const text = address.get(key(field.name));
      field.value = text === '' ? field.defaultValue : text === 'none' ? '' : text;
    }
    draw();
  };
  const keep = (field) => address.set(key(field.name), field.value === first(field) ? '' : field.value || 'none');
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
    draw();
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
