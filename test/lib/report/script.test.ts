import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../lib/report/render.ts';
import { SCRIPT } from '../../../lib/report/script.ts';
import { syntheticRun } from '../../fixtures/report/synthetic-run.ts';
import { all, type Element, parse } from './page-text.ts';

interface Input extends Element {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  checked: boolean;
}

/** Runs the page's script over its own page; what linkedom lacks of a browser's forms is added here. */
function open(hash: string) {
  const root = parse(renderReport(syntheticRun({ timed: 5 })));
  const form = root.querySelector('form.filters') as Element & Record<string, unknown>;
  const inputs = all(form, 'input').map((input) => {
    const plain = {
      type: 'radio',
      name: input.getAttribute('name'),
      value: input.getAttribute('value'),
      checked: input.getAttribute('checked') !== null,
    };
    return Object.defineProperties(
      input,
      Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, { value, writable: true }])),
    ) as Input;
  });
  const listeners = new Map<string, (event: { preventDefault(): void }) => void>();
  Object.defineProperties(form, {
    elements: { value: inputs },
    reset: {
      value: () =>
        inputs.forEach((input) => {
          input.checked = input.value === '';
        }),
    },
    addEventListener: { value: (name: string, listener: () => void) => listeners.set(name, listener) },
  });
  class Chosen {
    *[Symbol.iterator]() {
      for (const input of inputs) if (input.checked) yield [input.name, input.value];
    }
  }
  const location = { hash };
  const history = {
    replaceState: (_: null, __: string, to: string) => {
      location.hash = to;
    },
  };
  new Function('document', 'location', 'history', 'addEventListener', 'FormData', SCRIPT)(
    root,
    location,
    history,
    () => {},
    Chosen,
  );
  const choose = (name: string, value: string) => {
    for (const input of inputs) if (input.name === name) input.checked = input.value === value;
    listeners.get('change')?.({ preventDefault: () => {} });
  };
  const shown = () => all(root, '[data-is]').filter((element) => !element.hidden);
  return { root, form, location, choose, shown };
}

describe('the filters', () => {
  it('are hidden until their script runs', () => {
    expect(
      parse(renderReport(syntheticRun({ timed: 5 })))
        .querySelector('form.filters')
        ?.getAttribute('hidden'),
    ).not.toBeNull();
    expect(open('').form.hidden).toBe(false);
  });

  it('show everything at first', () => {
    const page = open('');
    expect(page.shown()).toHaveLength(all(page.root, '[data-is]').length);
  });

  it('hide what does not fit and write the choice into the address', () => {
    const page = open('');
    page.choose('operation', 'put');
    expect(page.location.hash).toBe('#operation=put');
    expect(page.shown().length).toBeGreaterThan(0);
    for (const element of page.shown()) expect(element.getAttribute('data-is')).toContain('operation=put');
    page.choose('operation', '');
    expect(page.location.hash).toBe('#');
    expect(page.shown()).toHaveLength(all(page.root, '[data-is]').length);
  });

  it('come back from a shared address', () => {
    const page = open('#operation=get&connection=fresh');
    expect(page.shown().length).toBeGreaterThan(0);
    for (const element of page.shown()) expect(element.getAttribute('data-is')).toMatch(/operation=get connection=fresh/);
  });

  it('hide a whole figure when nothing in it fits', () => {
    const page = open('#operation=put');
    const figures = all(page.root, '#map section');
    expect(figures.length).toBeGreaterThan(0);
    for (const figure of figures) expect(figure.hidden).toBe(true);
  });

  it.each(['#tables', '#operation=no-such', '#%%%=&&', '#a=b=c'])('ignore an address that is no choice: %s', (hash) => {
    const page = open(hash);
    expect(page.shown()).toHaveLength(all(page.root, '[data-is]').length);
  });
});
