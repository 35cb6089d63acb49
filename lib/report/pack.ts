import { gzipSync } from 'node:zlib';
import { number } from './format.ts';
import { type Html, html, trusted } from './html.ts';

/**
 * Numbers for the page's script: JSON, gzipped, in base64. As text they would be three times as large, and base64 cannot close its
 * element. Browsers since 2023 unpack it; for others, and without a script, the page has tables.
 */
export function packed(id: string, value: unknown): Html {
  const text = gzipSync(JSON.stringify(value), { level: 9 }).toString('base64');
  return html`<script type="application/gzip" id="${id}">${trusted(text)}</script>
  `;
}

/** The number as the page prints it, three significant digits: what is packed is what is shown, and no digit more. */
export function asPrinted(value: number | undefined): number | null {
  if (value === undefined || !Number.isFinite(value)) return null;
  const text = number(value);
  return Number(text.length > 6 ? text.replaceAll(',', '').replace('−', '-') : text.replace(',', '').replace('−', '-'));
}
