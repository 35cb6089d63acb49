import { describe, expect, it } from 'vitest';
import { textOf } from '../../bin/compare/read-side.ts';

const chunks = (parts: readonly Uint8Array<ArrayBuffer>[], onCancel = () => {}) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const next = parts[0];
      parts = parts.slice(1);
      if (next) controller.enqueue(next);
      else controller.close();
    },
    cancel: onCancel,
  });

describe('the text of an answer', () => {
  it('is whole where letters are cut between chunks', async () => {
    const bytes = new TextEncoder().encode('{"é":"日本"}');
    const parts = [...bytes].map((byte) => new Uint8Array([byte]));
    expect(await textOf('here', new Response(chunks(parts)))).toBe('{"é":"日本"}');
  });

  it('is refused as soon as more comes than a record can be, whatever length was announced, and the rest is not read', async () => {
    let cancelled = false;
    const parts = Array.from({ length: 100 }, () => new Uint8Array(1000));
    const body = chunks(parts, () => {
      cancelled = true;
    });
    const answer = new Response(body, { headers: { 'content-length': '10' } });
    await expect(textOf('there', answer, 5000)).rejects.toThrow('there: is too large for a run.json.');
    expect(cancelled).toBe(true);
  });
});
