import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CORPUS } from '../../../fixtures/responses/corpus.ts';
import { head, OK, PAYLOAD, type RecordedResponse, whole } from '../../../fixtures/responses/recorded.ts';
import { type Acknowledged, type AcknowledgingServer, acknowledgingServer } from './acknowledged.ts';
import { pieces } from './mutation.ts';

const LONG = 4000;
const good = CORPUS.filter(
  ({ outcome, method, segments }) => outcome === 'ok' && method !== 'PUT' && segments.join('').length < LONG,
);
let server: AcknowledgingServer;

beforeAll(async () => {
  server = await acknowledgingServer();
});
afterAll(() => server.close());

/** Which segment holds this byte. */
function segmentOf(segments: readonly string[], byte: number): number {
  let end = 0;
  return segments.findIndex((segment) => {
    end += segment.length;
    return end > byte;
  });
}

/** Where the final response begins: after the last interim one. */
const finalStart = (answer: string): number => {
  const interim = /^HTTP\/1\.1 1\d\d [\s\S]*?\r\n\r\n/.exec(answer);
  return interim ? interim[0].length + finalStart(answer.slice(interim[0].length)) : 0;
};

/** The time of a byte is that of the read it came with: after its segment was written and before the next one was. */
function expectTrueTimes(
  segments: readonly string[],
  after: RecordedResponse['after'],
  { outcome, written }: Acknowledged,
): void {
  const [marks] = outcome.marks;
  if (!marks) throw new Error('nothing was sent');
  const answer = segments.join('');
  const first = segmentOf(segments, finalStart(answer));
  const last = segments.length - 1;
  const at = (segment: number): number => written[segment] ?? Number.NaN;
  expect(marks.begun).toBeLessThanOrEqual(marks.uploaded);
  expect(marks.uploaded).toBeLessThanOrEqual(marks.first);
  expect(marks.first).toBeLessThanOrEqual(marks.last);
  expect(marks.first).toBeGreaterThanOrEqual(at(first));
  expect(marks.first).toBeLessThanOrEqual(at(first + 1));
  expect(marks.last).toBeGreaterThanOrEqual(at(last));
  if (after === 'stays') expect(marks.last).toBeLessThanOrEqual(at(last + 1));
}

async function expectSame(response: RecordedResponse, cuts: readonly number[]): Promise<void> {
  const after = response.after === 'ends' ? 'ends' : 'stays';
  const segments = pieces(response.segments.join(''), cuts);
  const got = await server.answer(segments, after);
  expect(got.outcome).toMatchObject({ error: undefined });
  expect(got.payload).toBe(PAYLOAD);
  expectTrueTimes(segments, after, got);
}

describe('a proper answer over a socket', () => {
  it('has the same outcome, bytes and true times from any split of it', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...good), fc.array(fc.nat(400), { maxLength: 8 }), expectSame), {
      numRuns: 300,
    });
  });

  it('has them from a cut at each of its bytes', async () => {
    const answers: RecordedResponse[] = [
      { name: 'a length', segments: [whole('ETag: "1"')], after: 'stays', outcome: 'ok' },
      {
        name: 'chunks',
        segments: [head(OK, 'Transfer-Encoding: chunked'), '4;x\r\n0123\r\n6\r\n456789\r\n0\r\na: b\r\n\r\n'],
        after: 'stays',
        outcome: 'ok',
      },
      { name: 'no length', segments: [head(OK), PAYLOAD], after: 'ends', outcome: 'ok' },
      {
        name: 'an interim response before it',
        segments: [head('HTTP/1.1 103 Early Hints', 'Link: x'), whole()],
        after: 'stays',
        outcome: 'ok',
      },
    ];
    for (const answer of answers) {
      const { length } = answer.segments.join('');
      for (let cut = 1; cut < length; cut++) await expectSame(answer, [cut]);
      await expectSame(
        answer,
        Array.from({ length }, (_, i) => i),
      );
    }
  });
});
