import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, html, trusted } from '../../../lib/report/html.ts';
import { parse } from './page-text.ts';

describe('markup', () => {
  it('escapes what is interpolated, in text and in attributes', () => {
    expect(html`<b title="${'"><script>'}">${'<i>&'}</b>`.text).toBe('<b title="&quot;&gt;&lt;script&gt;">&lt;i&gt;&amp;</b>');
  });

  it('leaves markup made by itself alone, in lists too, and prints nothing for what is absent', () => {
    expect(html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}${false}${null}${undefined}</ul>`.text).toBe(
      '<ul><li>1</li><li>2</li></ul>',
    );
    expect(html`${trusted('<hr>')}`.text).toBe('<hr>');
  });

  it('takes nothing that merely looks like markup for markup', () => {
    const posing = { text: '<script>' } as unknown as string;
    expect(html`${posing}`.text).not.toContain('<script>');
  });

  it('replaces line separators, controls and direction overrides', () => {
    expect(escapeText('a\u2028b\u2029c\u0000d\u202ee')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde');
    expect(escapeText('\ud800')).toBe('\ufffd');
  });

  it('keeps any text from becoming an element or leaving its attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const root = parse(html`<p title="${text}">${text}</p>`.text);
        expect([...root.querySelectorAll('*')].length).toBe(1);
        expect([...(root.querySelector('p')?.attributes ?? [])].map(({ name }) => name)).toEqual(['title']);
      }),
    );
  });
});
