import { contentSlices } from '../../lib/domain/content.ts';
import { NamedError } from '../../lib/domain/errors.ts';

/** Judges the body of a successful response, stretch by stretch. */
export interface Expectation {
  /** Payload bytes the response must have; undefined where the body's length says nothing. */
  readonly bytes: number | undefined;
  payload(chunk: Buffer, at: number, end: number): void;
  /** The body is complete; throws where it is not what was asked for. */
  finish(bytes: number): void;
}

export const lengthMismatch = (expected: number, got: number): NamedError =>
  new NamedError('LengthMismatch', `${got} bytes instead of ${expected}`);

/** A body of exactly this length, whatever it holds. */
export function expectLength(bytes: number): Expectation {
  return {
    bytes,
    payload: () => {},
    finish(got) {
      if (got !== bytes) throw lengthMismatch(bytes, got);
    },
  };
}

/** A body that does not matter: the answer to a PUT. */
export function expectAnything(): Expectation {
  return { bytes: undefined, payload: () => {}, finish: () => {} };
}

/** The run's content from `offset`, compared byte by byte as it arrives. Error: ContentMismatch. */
export function expectContent(block: Uint8Array, offset: number, bytes: number): Expectation {
  let position = offset % block.length;
  let left = bytes;
  return {
    bytes,
    payload(chunk, at, end) {
      // What comes beyond the length is a matter of length, however it arrives.
      const compared = Math.min(end - at, left);
      left -= compared;
      for (const slice of contentSlices(block, position, compared)) {
        if (chunk.compare(slice, 0, slice.length, at, at + slice.length) !== 0) {
          throw new NamedError('ContentMismatch', 'the body is not what was written');
        }
        at += slice.length;
        position = (position + slice.length) % block.length;
      }
    },
    finish(got) {
      if (got !== bytes) throw lengthMismatch(bytes, got);
    },
  };
}

/** Collects the whole body, for small ones, and gives it to `judge`. */
export function expectText(limit: number, judge: (text: string, bytes: number) => void): Expectation {
  const parts: Buffer[] = [];
  let kept = 0;
  return {
    bytes: undefined,
    payload(chunk, at, end) {
      kept += end - at;
      if (kept > limit) throw new NamedError('LengthMismatch', `more than ${limit} bytes`);
      parts.push(Buffer.from(chunk.subarray(at, end)));
    },
    finish(got) {
      judge(Buffer.concat(parts).toString('utf8'), got);
    },
  };
}
