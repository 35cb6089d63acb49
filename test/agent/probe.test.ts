import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeHandler } from '../../agent/probe.ts';
import { measures } from '../../lib/scenarios/measures.ts';
import { blockOf, content, exchange, objectPart, orderOf, post } from './exchanges.ts';
import { type Loopback, loopback, type Mailbox, mailbox } from './mailbox.ts';

const BYTES = 100;
let box: Mailbox;
let store: Loopback;
let reads = 0;

beforeEach(async () => {
  box = await mailbox();
  reads = 0;
  store = await loopback((_, response) => {
    reads++;
    response.end(content(0, BYTES));
  });
});
afterEach(() => {
  box.close();
  store.close();
});

const give = (order: unknown, uploads = box.uploads) => {
  box.document = JSON.stringify({ v: 1, post, order, uploads });
  return probeHandler(measures)({ errand: box.errandUrl });
};
const twoBlocks = () => {
  const gets = Array.from({ length: 3 }, () => exchange(objectPart('GET', `${store.url}/key`, BYTES)));
  return orderOf([blockOf('reused', 1, gets), blockOf('fresh', 1, gets)]);
};
const kinds = () => box.lines().map(({ kind }) => kind);

describe('the probe function', () => {
  it('fetches its errand, writes what sandbox it is, every block in turn, and the end', async () => {
    expect(await give(twoBlocks())).toMatchObject({ samples: 6, failures: 0, error: null });
    expect([...box.written.keys()]).toEqual([0, 1, 2, 3]);
    const block = ['warmup', 'timed', 'timed', 'block'];
    expect(kinds()).toEqual(['ready', ...block, ...block, 'end']);
  });

  it('says why when its order cannot be carried out', async () => {
    await give({ ...twoBlocks(), scenario: 'unheard-of' });
    expect(box.lines().at(-1)).toMatchObject({ kind: 'end', round: 3, error: { name: 'BadOrder' } });
  });

  it('writes an end that says so when a block could not be written, and fails', async () => {
    const refusing = await loopback((_, response) => response.writeHead(403).end());
    const [first = '', ...others] = box.uploads;
    const failed = give(twoBlocks(), [first, `${refusing.url}/put`, ...others]);
    await expect(failed).rejects.toMatchObject({ name: 'LinesNotWritten', message: expect.stringContaining('403') });
    expect(kinds()).toEqual(['ready', 'end']);
    expect(box.lines().at(-1)).toMatchObject({ round: 3, error: { name: 'LinesNotWritten' } });
    refusing.close();
  });

  it('measures nothing when another sandbox has begun the same errand, and adds no line', async () => {
    await give(twoBlocks());
    const before = box.lines();
    const readsBefore = reads;
    expect(await give(twoBlocks())).toEqual({ error: 'AlreadyTaken: this errand is run by another process' });
    expect(box.lines()).toEqual(before);
    expect(reads).toBe(readsBefore);
  });

  it('fails without a URL in its message when there is no errand to read', async () => {
    box.faults.push(404);
    await expect(probeHandler(measures)({ errand: box.errandUrl })).rejects.toMatchObject({
      name: 'BadErrand',
      message: expect.not.stringMatching(/http|secret/),
    });
  });

  it('has nothing to do without an order', async () => {
    await expect(give(null)).rejects.toMatchObject({ name: 'BadErrand' });
  });
});
