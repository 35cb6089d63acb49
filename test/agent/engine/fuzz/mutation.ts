import fc from 'fast-check';

/** One change to an answer; places and lengths are taken modulo what there is. */
export type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'delete' | 'duplicate'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'truncate'; readonly at: number };

/** Pieces that mean something to a parser: more of them end up in places that matter than of random bytes. */
const MEANINGFUL = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '\0',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '0',
  'f',
  '0\r\n\r\n',
  'ffffffffffffffff\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789',
  'Content-Length: 10\r\n',
  'Content-Length: 11\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Connection: close\r\n',
];

/** An answer of several segments is short where its place could lie anywhere: near its start is what is parsed. */
const place = fc.oneof(fc.nat(120), fc.nat(100_000));
const length = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 200 }));
const text = fc.oneof(
  fc.constantFrom(...MEANINGFUL),
  fc.uint8Array({ minLength: 1, maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc
    .record({ one: fc.constantFrom(' ', '\t', 'a', '\r', '\n', '0'), times: fc.nat(3000) })
    .map(({ one, times }) => one.repeat(times)),
);

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.nat(7) }),
    fc.record({ kind: fc.constantFrom('delete' as const, 'duplicate' as const), at: place, length }),
    fc.record({ kind: fc.constant('insert' as const), at: place, text }),
    fc.record({ kind: fc.constant('truncate' as const), at: place }),
  ),
  { minLength: 1, maxLength: 3 },
);

export const mutated = (answer: string, changes: readonly Mutation[]): string => changes.reduce(changed, answer);

function changed(answer: string, change: Mutation): string {
  const at = answer.length === 0 ? 0 : change.at % answer.length;
  const [before, rest] = [answer.slice(0, at), answer.slice(at)];
  if (change.kind === 'flip') {
    const code = rest.charCodeAt(0);
    return Number.isNaN(code) ? answer : before + String.fromCharCode(code ^ (1 << change.bit)) + rest.slice(1);
  }
  if (change.kind === 'delete') return before + rest.slice(change.length);
  if (change.kind === 'duplicate') return before + rest.slice(0, change.length) + rest;
  if (change.kind === 'insert') return before + change.text + rest;
  return before;
}

/** The answer in pieces: cut at these places, modulo its length. */
export function pieces(answer: string, cuts: readonly number[]): string[] {
  const edges = [...new Set(cuts.map((cut) => (answer.length === 0 ? 0 : cut % answer.length)))].sort((a, b) => a - b);
  return [0, ...edges].map((edge, i) => answer.slice(edge, edges[i] ?? answer.length)).filter((piece) => piece !== '');
}
