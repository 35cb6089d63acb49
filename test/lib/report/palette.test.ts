import { describe, expect, it } from 'vitest';
import { DARK, LIGHT, type Scheme } from '../../../lib/report/palette.ts';

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, two: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(two)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe.each<[string, Scheme]>([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s colours', (_, { roles, series, heat }) => {
  const role = (name: string) => roles[name] ?? '';

  it('set text at a contrast of at least 4.5 to 1', () => {
    for (const text of ['ink', 'soft', 'link']) expect(contrast(role(text), role('paper')), text).toBeGreaterThanOrEqual(4.5);
    expect(contrast(role('warn-ink'), role('warn-wash'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(role('ink'), role('wash'))).toBeGreaterThanOrEqual(4.5);
    for (const [shade, text] of heat) expect(contrast(text, shade), shade).toBeGreaterThanOrEqual(4.5);
  });

  it('set marks at a contrast of at least 3 to 1', () => {
    for (const colour of series) expect(contrast(colour, role('paper')), colour).toBeGreaterThanOrEqual(3);
  });

  it('order the shades of the heat map by lightness, best farthest from the paper', () => {
    const distances = heat.map(([shade]) => contrast(shade, role('paper')));
    expect(distances).toEqual(distances.toSorted((a, b) => b - a));
  });
});
