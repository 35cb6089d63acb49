/** What an element holds: text, nothing at all (left out), children by name in order, or a repeated element. */
export type XmlContent = string | number | boolean | undefined | XmlTree | readonly (string | XmlTree)[];
export interface XmlTree {
  readonly [name: string]: XmlContent;
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A whole document. S3's errors carry no namespace, its results do. */
export function toXml(root: string, tree: XmlTree): string {
  const attributes = root === 'Error' ? '' : ` xmlns="${NAMESPACE}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attributes}>${children(tree)}</${root}>`;
}

function children(tree: XmlTree): string {
  return Object.entries(tree)
    .flatMap(([name, content]) => (Array.isArray(content) ? content : [content]).map((one) => element(name, one)))
    .join('');
}

function element(name: string, content: Exclude<XmlContent, readonly unknown[]>): string {
  if (content === undefined) return '';
  return `<${name}>${typeof content === 'object' ? children(content) : escaped(String(content))}</${name}>`;
}

function escaped(text: string): string {
  // Control characters are not XML 1.0 even when escaped; S3 sends them as references, and clients ask for encoding-type=url.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold them
  return text.replace(/[&<>"\u0000-\u001f]/g, (c) => ENTITY_OF[c] ?? `&#${c.charCodeAt(0)};`);
}

const ENTITY_OF: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const TEXT_OF: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The raw contents of every `<name>` element, in document order. Enough for the three request bodies this server reads: flat
 * lists of small elements whose names never nest in themselves.
 */
export function contentsOf(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?(?:/>|>([\\s\\S]*?)</${name}\\s*>)`, 'g'));
  return [...found].map((match) => match[1] ?? '');
}

/** The unescaped text of the first `<name>` element, or undefined. */
export function textOf(xml: string, name: string): string | undefined {
  return contentsOf(xml, name)[0]?.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, entity) => {
    if (entity !== undefined) return TEXT_OF[entity] ?? whole;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
