/**
 * The chosen rows as text for a spreadsheet or a comment: what is shown, with its rounding. A cell without numbers says why. No text of a run
 * starts a formula.
 */
export const COPY = `
const flat = (text) => text.replace(/\\s+/g, ' ').trim();
const plain = (text) => flat(text).replace('\\u2212', '-').replaceAll(/(\\d),(?=\\d{3}(?!\\d))/g, '$1');
const tame = (text) => (/^[=+@-]/.test(text) && !/^-?[\\d.e+-]+$/.test(text) ? "'" + text : text);
const quote = (text) => (/[",]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
const asCsv = (lines) => lines.map((line) => line.map((text) => quote(tame(plain(text)))).join(',')).join('\\n') + '\\n';
const asMarkdown = ([head, ...lines]) => {
  const row = (line) => '| ' + line.map((text) => flat(text).replace(/[\\\\|\x60*_<>[\\]]/g, '\\\\$&')).join(' | ') + ' |';
  return [row(head), '|' + ' --- |'.repeat(head.length), ...lines.map(row)].join('\\n') + '\\n';
};
const toClipboard = async (button, text) => {
  // A second click comes while it says that the first one was heard.
  const label = (button.dataset.label ??= button.textContent);
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'This browser does not let a page copy';
  }
  setTimeout(() => { button.textContent = label; }, 2000);
};
const copy = (button, columns, rows, why) => {
  const lines = [[...columns.map(({ title }) => title), 'remark'], ...rows.map((i) => [...columns.map(({ text }) => text(i)), why(i) ?? ''])];
  return toClipboard(button, button.dataset.copy === 'csv' ? asCsv(lines) : asMarkdown(lines));
};`;
