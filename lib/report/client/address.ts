/** The page's state in its address, so that what somebody sees can be sent. Keys it does not know stay as they are. */
export const ADDRESS = `
const address = (() => {
  const listeners = [];
  const read = () => {
    const text = location.hash.slice(1);
    if (text !== '' && !text.includes('=')) return undefined;
    const found = new Map();
    for (const pair of text.split('&')) {
      const at = pair.indexOf('=');
      try {
        if (at > 0) found.set(decodeURIComponent(pair.slice(0, at)), decodeURIComponent(pair.slice(at + 1)));
      } catch {}
    }
    return found;
  };
  let values = read() ?? new Map();
  addEventListener('hashchange', () => {
    const next = read();
    if (next === undefined) return;
    values = next;
    for (const listener of listeners) listener();
  });
  return {
    get: (key) => values.get(key) ?? '',
    has: (prefix) => [...values.keys()].some((key) => key.startsWith(prefix)),
    set: (key, value) => {
      if (value === '') values.delete(key);
      else values.set(key, value);
      const text = [...values].map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
      history.replaceState(null, '', '#' + text);
    },
    watch: (listener) => listeners.push(listener),
  };
})();
// Every list of a form as the address says, or as it was drawn; a value that no list has is ignored.
const restore = (form, key) => {
  for (const list of form.querySelectorAll('select')) {
    const wanted = address.get(key(list.name));
    const options = [...list.options];
    const option = options.find(({ value }) => value === wanted && wanted !== '') ?? options.find((each) => each.defaultSelected) ?? options[0];
    list.value = option.value;
  }
};`;
