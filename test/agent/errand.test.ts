import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchErrand, uploadSink } from '../../agent/errand.ts';
import type { AgentLine } from '../../lib/domain/sample.ts';
import { orderOf, post } from './exchanges.ts';
import { type Mailbox, mailbox } from './mailbox.ts';

const PAUSES = [1, 1, 1];
const line = (round: number): AgentLine => ({ kind: 'end', round, wallMs: 1, error: null });

let box: Mailbox;
beforeEach(async () => {
  box = await mailbox(3);
});
afterEach(() => box.close());

describe('an errand', () => {
  const errand = { v: 1, post, order: null, uploads: ['http://127.0.0.1:1/'] };

  it('is fetched from its URL, with an order or without', async () => {
    box.document = JSON.stringify(errand);
    expect(await fetchErrand(box.errandUrl)).toEqual(errand);
    box.document = JSON.stringify({ ...errand, order: orderOf([]) });
    expect((await fetchErrand(box.errandUrl)).order).toEqual(orderOf([]));
  });

  it('is asked for again when the service stumbles', async () => {
    box.document = JSON.stringify(errand);
    box.faults.push(503, 'drop', 500);
    expect(await fetchErrand(box.errandUrl, PAUSES)).toEqual(errand);
    expect(box.requests).toHaveLength(4);
  });

  it.each([
    ['no JSON', 'hello'],
    ['nothing', 'null'],
    ['another version', JSON.stringify({ ...errand, v: 2 })],
    ['no place to write to', JSON.stringify({ ...errand, uploads: [] })],
    ['a post without a lane', JSON.stringify({ ...errand, post: { ...post, lane: undefined } })],
  ])('of %s is refused', async (_, document) => {
    box.document = document;
    await expect(fetchErrand(box.errandUrl)).rejects.toMatchObject({ name: expect.stringMatching(/^Bad(Errand|Order)$/) });
  });

  it.each([
    ['whose URL has expired', () => box.errandUrl, 403, 1],
    ['that is gone', () => box.errandUrl, 404, 1],
    ['behind a service that never recovers', () => box.errandUrl, 503, 4],
    ['at no address', () => 'errand', 0, 0],
  ])('%s is refused without its URL in the message', async (_, url, status, requests) => {
    box.faults.push(...Array<number>(4).fill(status));
    const error = await fetchErrand(url(), PAUSES).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'BadErrand' });
    expect((error as Error).message).not.toMatch(/secret|http/);
    expect(box.requests).toHaveLength(requests);
  });
});

describe('lines of an errand', () => {
  it('go to one URL after the other', async () => {
    const sink = uploadSink(box.uploads, PAUSES);
    await sink([line(0), line(1)]);
    await sink([line(2)]);
    expect([...box.written.keys()]).toEqual([0, 1]);
    expect(box.lines()).toEqual([line(0), line(1), line(2)]);
  });

  it('are sent again after a failure, also when only the answer was lost', async () => {
    box.faults.push(503, 'drop', 'late');
    const sink = uploadSink(box.uploads, PAUSES);
    await sink([line(0)]);
    await sink([line(1)]);
    expect(box.lines()).toEqual([line(0), line(1)]);
  });

  it('are given up when the URL is refused, and the next one is tried for what comes next', async () => {
    box.faults.push(403);
    const sink = uploadSink(box.uploads, PAUSES);
    const refused = await sink([line(0)]).catch((error: Error) => error);
    expect(refused).toMatchObject({ name: 'LinesNotWritten', message: 'lines could not be written: answered 403 Wrong' });
    await sink([line(1)]);
    expect([...box.written.keys()]).toEqual([1]);
  });

  it('never replace what another process wrote', async () => {
    await uploadSink(box.uploads, PAUSES)([line(0)]);
    await expect(uploadSink(box.uploads, PAUSES)([line(9)])).rejects.toMatchObject({ name: 'AlreadyTaken' });
    expect(box.lines()).toEqual([line(0)]);
  });

  it('need a URL each', async () => {
    const sink = uploadSink(box.uploads.slice(0, 1), PAUSES);
    await sink([line(0)]);
    await expect(sink([line(1)])).rejects.toMatchObject({ name: 'LinesNotWritten' });
  });
});
