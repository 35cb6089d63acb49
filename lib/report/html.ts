/** Markup that is safe to put into a page as it is. Only this file makes it, so that no text of a run can pose as one. */
class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Html = Markup;
export type Child = Html | string | number | false | null | undefined | readonly Child[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Controls, line separators and direction overrides have no place in a name and can disguise one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced
const DISGUISES = /[\u0000-\u0008\u000b-\u001f\u007f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text without characters that could disguise it. */
export function undisguised(text: string): string {
  return text.toWellFormed().replace(DISGUISES, '\ufffd');
}

/** Text from data, fit for element content and quoted attributes. */
export function escapeText(text: string): string {
  return undisguised(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function childText(child: Child): string {
  if (child instanceof Markup) return child.text;
  if (Array.isArray(child)) return child.map(childText).join('');
  if (child === false || child === null || child === undefined) return '';
  return escapeText(String(child));
}

const trimmed = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Indentation of the source is not sent to readers: a page of 4,000 cells would double. */
function trim(parts: TemplateStringsArray): readonly string[] {
  const known = trimmed.get(parts) ?? parts.map((part) => part.replace(/\n\s*/g, '\n'));
  trimmed.set(parts, known);
  return known;
}

/** Markup from a template: everything interpolated is escaped unless it is markup already. */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Html {
  const fixed = trim(parts);
  return new Markup(fixed.map((part, i) => (i < children.length ? part + childText(children[i]) : part)).join(''));
}

/** Markup written by this project's own code or drawn by its plotting library, never text of a run. */
export function trusted(text: string): Html {
  return new Markup(text);
}
