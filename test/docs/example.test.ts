import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../lib/domain/run.ts';
import { renderReport } from '../../lib/report/render.ts';

const read = (path: string) => readFileSync(new URL(`../../docs/${path}`, import.meta.url));
const run = JSON.parse(read('example/run.json').toString()) as RunRecord;
const page = read('example/index.html').toString();
const validator = (schema: string) =>
  new Ajv2020({ strictRequired: false, allowUnionTypes: true }).compile(JSON.parse(read(`schema/${schema}`).toString()));

describe('the committed example', () => {
  it('is a complete run of the local preset with nothing left, and says that it was made with stand-ins', () => {
    expect(run).toMatchObject({ preset: 'local', status: 'complete', standIns: true, teardown: { total: 0 } });
    expect(page).toContain('stand-ins');
    expect(page).toContain(run.id);
  });

  it('has a record and samples of the published form', () => {
    const validRun = validator('run.schema.json');
    expect(validRun(run), JSON.stringify(validRun.errors)).toBe(true);
    const validSample = validator('sample.schema.json');
    const samples = gunzipSync(read('example/samples.ndjson.gz')).toString().trim().split('\n');
    expect(samples).toHaveLength(run.samples.timed + run.samples.warmups);
    for (const line of samples) expect(validSample(JSON.parse(line)), line).toBe(true);
  });

  it('is the page of today: it has every section that its record has now', () => {
    const sections = (html: string) => [...html.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id);
    expect(sections(renderReport(run))).toEqual(sections(page));
    expect(sections(page)).toContain('tests');
  });

  it('has everything beside it that its page links to', () => {
    const links = [...page.matchAll(/href="([\w.]+)"/g)].map(([, name]) => name ?? '');
    expect(links.length).toBeGreaterThanOrEqual(3);
    for (const name of links) expect(read(`example/${name}`).length).toBeGreaterThan(0);
  });
});
