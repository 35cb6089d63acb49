import { type Html, html } from '../html.ts';
import { put, stretched, strip } from './strip.ts';

const FIVE_PERCENT = Math.log(1.05);

/** Round medians of one cell as a line: logarithms over its own median, cut off at `reach`, a line for each host. */
export function roundLine(name: string, hosts: readonly (readonly number[])[], reach: number, colour: string): Html {
  const most = hosts.reduce((longest, logs) => Math.max(longest, logs.length), 2);
  const y = (log: number) => put(50 - (46 * Math.max(-reach, Math.min(reach, log))) / reach);
  // Half a round of room at both ends keeps the first and the last dot whole.
  const places = (logs: readonly number[]) => logs.map((log, round) => `${put(round + 0.5)} ${y(log)}`);
  const [top, bottom] = [y(FIVE_PERCENT), y(-FIVE_PERCENT)];
  const band = html`<rect class="band" x="0" width="${put(most)}" y="${top}" height="${put(Number(bottom) - Number(top))}"/>`;
  const lines = hosts.map((logs, host) => {
    const at = places(logs);
    return html`<path class="${host > 0 ? 'l other' : 'l'}" d="M${at.join('L')}" stroke="${colour}"/><path class="dots" d="${at.map((place) => `M${place}h0`).join('')}" stroke="${colour}"/>`;
  });
  return strip(
    name,
    undefined,
    stretched(0, 100, most, [band, html`<line class="g" x1="0" x2="${put(most)}" y1="50" y2="50"/>`, lines]),
  );
}
