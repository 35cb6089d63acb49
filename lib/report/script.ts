/**
 * The page's only script: filters, kept in the address so that a filtered page can be shared. It reads nothing but the
 * page's own attributes, so no text of a run ever becomes code.
 */
export const SCRIPT = `(() => {
  'use strict';
  const form = document.querySelector('form.filters');
  const folds = [...document.querySelectorAll('details')];
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = folds.filter((fold) => !fold.open);
    for (const fold of folded) fold.open = true;
  });
  addEventListener('afterprint', () => { for (const fold of folded) fold.open = false; });
  if (!form) return;
  const items = [...document.querySelectorAll('[data-is]')].map((element) => ({ element, tokens: element.dataset.is.split(' ') }));
  const groups = [...document.querySelectorAll('[data-group]')];
  const note = form.querySelector('output');
  const chosen = () => [...new FormData(form)].filter(([, value]) => value !== '');
  const fits = (tokens, [axis, value]) => !tokens.some((token) => token.startsWith(axis + '=')) || tokens.includes(axis + '=' + value);
  const apply = () => {
    const choice = chosen();
    for (const { element, tokens } of items) element.hidden = !choice.every((pair) => fits(tokens, pair));
    for (const group of groups) {
      const inside = [...group.querySelectorAll('[data-is]')];
      group.hidden = inside.length > 0 && inside.every((element) => element.hidden);
    }
    note.textContent = choice.length > 0 ? 'filtered; counts in sentences are for the whole run' : '';
    return choice;
  };
  const read = () => {
    const text = location.hash.slice(1);
    if (text !== '' && !text.includes('=')) return;
    form.reset();
    for (const pair of text.split('&')) {
      const [axis, value] = pair.split('=');
      const options = [...form.elements].filter((element) => element.name !== '' && element.name === axis);
      for (const option of options) {
        if (option.type === 'radio') option.checked = option.value === value || (option.checked && !options.some((other) => other.value === value));
        else if ([...option.options].some((each) => each.value === value)) option.value = value;
      }
    }
    apply();
  };
  form.addEventListener('change', () => {
    const text = apply().map((pair) => pair.join('=')).join('&');
    history.replaceState(null, '', '#' + text);
  });
  addEventListener('hashchange', read);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  read();
})();`;
