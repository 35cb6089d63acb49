import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CORPUS } from '../../../fixtures/responses/corpus.ts';
import { head, OK, PAYLOAD } from '../../../fixtures/responses/recorded.ts';
import { mutated, mutations, pieces } from './mutation.ts';
import { outcomeOf, parse } from './parse.ts';

const answers = CORPUS.map(({ segments }) => segments.join('')).filter((answer) => answer.length > 0);
const short = answers.filter((answer) => answer.length < 400);
const PARSER_FAULTS = new Set(['BadStatusLine', 'BadHeader', 'HeadTooLarge', 'ConflictingLength', 'BadChunk']);
const cuts = fc.array(fc.oneof(fc.nat(200), fc.nat(100_000)), { maxLength: 12 });
const cases = fc.record({ answer: fc.constantFrom(...answers), changes: mutations, cuts });

describe('the parsers', () => {
  it('make the same of every answer of the corpus from a cut at each of its bytes', () => {
    for (const answer of short) {
      const whole = outcomeOf([answer]);
      for (let cut = 1; cut < answer.length; cut++) expect(outcomeOf([answer.slice(0, cut), answer.slice(cut)])).toEqual(whole);
      expect(outcomeOf([...answer])).toEqual(whole);
    }
  });

  it('end every mutation of the corpus with an answer or a fault of their list, the same from any split', () => {
    fc.assert(
      fc.property(cases, ({ answer, changes, cuts }) => {
        const text = mutated(answer, changes);
        const whole = outcomeOf([text]);
        if (typeof whole === 'string') expect(PARSER_FAULTS).toContain(whole);
        expect(outcomeOf(pieces(text, cuts))).toEqual(whole);
      }),
      { numRuns: 3000 },
    );
  });

  it('never read beyond the end of a complete response', () => {
    fc.assert(
      fc.property(cases, fc.string({ unit: 'binary', maxLength: 30 }), ({ answer, changes, cuts }, after) => {
        const text = mutated(answer, changes);
        const alone = outcomeOf([text]);
        if (typeof alone === 'string' || !alone.complete) return;
        expect(outcomeOf(pieces(text + Buffer.from(after).toString('latin1'), cuts))).toEqual(alone);
      }),
      { numRuns: 2000 },
    );
  });

  it('find in bytes of any kind no answer that is none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        const outcome = outcomeOf([text]);
        if (!'HTTP/1.'.startsWith(text.slice(0, 7)) && text !== '') expect(outcome).toBe('BadStatusLine');
      }),
      { numRuns: 4000 },
    );
  });
});

describe('what a head costs', () => {
  /** The best of five, milliseconds. */
  const cost = (text: string): number =>
    Math.min(
      ...Array.from({ length: 5 }, () => {
        const start = performance.now();
        outcomeOf([text]);
        return performance.now() - start;
      }),
    );

  it.each([
    ['blanks before a NUL', (n: number) => head(OK, `x:${' '.repeat(n)}\0`), 1500],
    ['blanks within a value', (n: number) => head(OK, `x: a${' '.repeat(n)}b`, 'Content-Length: 0'), 30_000],
    ['blanks within Connection', (n: number) => head(OK, `Connection: a${' '.repeat(n)}b`, 'Content-Length: 0'), 30_000],
    ['commas in Connection', (n: number) => head(OK, `Connection: ${','.repeat(n)}`, 'Content-Length: 0'), 30_000],
    ['carriage returns', (n: number) => head(OK, `x: ${'\r'.repeat(n)}`), 30_000],
  ])('grows no faster than its length with %s', (_, text, n) => {
    const letters = cost(head(OK, `x: ${'a'.repeat(n)}`, 'Content-Length: 0'));
    // Patterns that go back over blanks were 500 to 50,000 times as slow as letters at these lengths.
    expect(cost(text(n)) / letters).toBeLessThan(100);
  });

  it('reads the right answer for all that', () => {
    expect(parse([`${head(OK, `x: a${' '.repeat(30_000)}b`, 'Content-Length: 10')}${PAYLOAD}`])).toMatchObject({
      status: 200,
      payload: PAYLOAD,
    });
  });
});
