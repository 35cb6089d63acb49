import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../lib/report/render.ts';
import { cloudRun, REGIONS } from '../../fixtures/report/cloud-run.ts';
import { parse, readable, rows } from './page-text.ts';

const run = cloudRun();
const root = parse(renderReport(run));
const text = readable(root);
const rowsOf = (name: string) => rows(root, `[aria-label="${name}"]`);

describe('the page of a run whose stores have several places', () => {
  it('lists each place of a store with its own head bytes and its own failure', () => {
    const wide = rowsOf('Stores').filter(([id]) => id === 'synthetic-wide');
    expect(wide.map((row) => row.find((cell) => REGIONS.some((region) => region === cell)))).toEqual([...REGIONS]);
    const [east, west] = wide.map((row) => row.join(' '));
    expect(east).toContain('111');
    expect(east).not.toContain('refused');
    expect(west).toContain('222');
    expect(west).toContain('the synthetic bucket was refused');
  });

  it('says in its banner where a store failed', () => {
    expect(text).toContain('synthetic-wide in synthetic-west (the synthetic bucket was refused)');
  });

  it('calls a store that a lane gave up by its id', () => {
    expect(text).toContain('synthetic-mid given up after round 3');
    expect(text).not.toContain('synthetic-mid.synthetic-east');
  });

  it('says in how many sandboxes the orders of a lane ran', () => {
    expect(text).toContain('12 orders in 11 sandboxes, 10 cold');
  });

  it('shows estimate and use of every amount of money side by side', () => {
    const lines = rowsOf('Estimate and use');
    const of = (what: string) => lines.find(([first]) => first === what);
    expect(of('Synthetic GET requests')).toEqual(expect.arrayContaining(['1,000', '1,300']));
    expect(of('Synthetic storage')?.filter((cell) => cell === '–')).toHaveLength(2);
    expect(of('Synthetic surprise')?.filter((cell) => cell === '–')).toHaveLength(2);
  });

  it('shows no number that is none', () => {
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object|null/);
  });
});
