import { type Child, type Html, html } from './html.ts';

/** Content with its caption; the caption comes first, because it says how to read what follows. */
export function figure(content: Child, caption: Child): Html {
  return html`<figure><figcaption>${caption}</figcaption>${content}</figure>`;
}

/** A table that scrolls sideways on narrow screens; it can be reached and scrolled with the keyboard. */
export function scroller(name: string, table: Child): Html {
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0">${table}</div>`;
}

export interface Column {
  readonly title: string;
  /** Numbers stand flush right in figures of equal width. */
  readonly text?: boolean;
  /** Sentences rather than names: may wrap even where it is the row's header. */
  readonly long?: boolean;
}

/** A plain table: the first cell of every row is its header. Columns that are empty throughout are left out. */
export function table(name: string, all: readonly Column[], full: readonly (readonly Child[])[]): Html {
  const kept = all.map((_, i) => full.some((row) => row[i] !== '' && row[i] !== undefined));
  const columns = all.filter((_, i) => kept[i]);
  const rows = full.map((row) => row.filter((_, i) => kept[i]));
  const side = (column: Column | undefined) => column?.text && html` class="t"`;
  return scroller(
    name,
    html`<table><thead><tr>${columns.map((column) => html`<th scope="col"${side(column)}>${column.title}</th>`)}</tr></thead>
    <tbody>${rows.map(
      (row) => html`<tr>${row.map((child, i) =>
        i === 0
          ? html`<th scope="row"${columns[0]?.long && html` class="long"`}>${child}</th>`
          : html`<td${side(columns[i])}>${child}</td>`,
      )}</tr>
      `,
    )}</tbody></table>`,
  );
}

/** A section of the page with its anchor. */
export function section(id: string, title: string, ...children: readonly Child[]): Html {
  return html`<section id="${id}"><h2>${title}</h2>${children}</section>
  `;
}

/** Pairs of a name and its value. */
export function facts(pairs: readonly (readonly [string, Child])[]): Html {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
