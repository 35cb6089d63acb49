import { parseHTML } from 'linkedom';

/** The few parts of a DOM element the tests look at. */
export interface Element {
  readonly textContent: string;
  readonly localName: string;
  readonly outerHTML: string;
  hidden: boolean;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
}

export function parse(page: string): Element {
  return parseHTML(page).document;
}

export function all(root: Element, selector: string): Element[] {
  return [...root.querySelectorAll(selector)];
}

/** What a reader sees: text without style and script, white space folded. */
export function readable(root: Element): string {
  const text = all(root, 'title, body > *')
    .filter((element) => !['style', 'script'].includes(element.localName))
    .map((element) => element.textContent)
    .join(' ');
  return text.replace(/\s+/g, ' ');
}

/** The texts of a table's body rows, cell by cell. */
export function rows(root: Element, selector: string): string[][] {
  return all(root, `${selector} tbody tr`).map((row) =>
    all(row, 'th, td').map((cell) => cell.textContent.replace(/\s+/g, ' ').trim()),
  );
}
