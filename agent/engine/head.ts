import { NamedError } from '../../lib/domain/errors.ts';

/** A response head with how its body is framed (RFC 9112, section 6.3). */
export interface Head {
  readonly status: number;
  /** Lower-case names; repeated fields are joined by a comma. */
  readonly fields: ReadonlyMap<string, string>;
  /** Body bytes, `chunked`, or `close` when only the end of the connection ends it. */
  readonly framing: number | 'chunked' | 'close';
  /** The connection may carry another request after this response. */
  readonly keepAlive: boolean;
}

export const HEAD_LIMIT_BYTES = 64 * 1024;
const END = Buffer.from('\r\n\r\n');
const CR = 13;
const LF = 10;
const START = Buffer.from('HTTP/1.');
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d) [\t\x20-\x7e\x80-\xff]*$/;
/** Blanks around the value are cut off by `trimmed`: in a pattern they could be read in many ways, and a long run of them would take hours. */
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e\x80-\xff]*)$/;

const bad = (name: string, message: string): NamedError => new NamedError(name, message);
const shown = (line: string): string => JSON.stringify(line.slice(0, 60));

/**
 * Collects one response head from any split of its bytes. Strict: what is not an HTTP/1 response is refused at its first wrong byte.
 * Errors: BadStatusLine, BadHeader, HeadTooLarge, ConflictingLength.
 */
export class HeadReader {
  head: Head | undefined;
  /** Bytes kept from earlier reads; most heads arrive whole and are never copied. */
  #kept: Buffer = Buffer.alloc(0);

  /** Reads from `at`; returns where the head ended, or `end` while it is incomplete. */
  feed(chunk: Buffer, at: number, end: number): number {
    const before = this.#kept.length;
    const fresh = chunk.subarray(at, end);
    const text = before === 0 ? fresh : Buffer.concat([this.#kept, fresh]);
    refuseForeign(text);
    const stop = text.indexOf(END, Math.max(0, before - END.length + 1));
    const length = stop < 0 ? text.length : stop + END.length;
    if (stop < 0 || length > HEAD_LIMIT_BYTES) refuseBareLf(text, before);
    if (length > HEAD_LIMIT_BYTES) throw bad('HeadTooLarge', `response head is longer than ${HEAD_LIMIT_BYTES} bytes`);
    if (stop < 0) {
      // The read buffer is used again for the next read, so what is kept must be a copy.
      this.#kept = before === 0 ? Buffer.from(fresh) : text;
      return end;
    }
    this.head = parseHead(text.toString('latin1', 0, stop));
    return at + length - before;
  }
}

function refuseForeign(text: Buffer): void {
  const length = Math.min(text.length, START.length);
  if (text.compare(START, 0, length, 0, length) !== 0) {
    throw bad('BadStatusLine', `not an HTTP/1 response: ${shown(text.toString('latin1', 0, 40))}`);
  }
}

/** A head with bare line feeds has no end that would ever come: it is refused as what it is, not waited for. */
function refuseBareLf(text: Buffer, from: number): void {
  for (let at = text.indexOf(LF, from); at >= 0 && at < HEAD_LIMIT_BYTES; at = text.indexOf(LF, at + 1)) {
    if (text[at - 1] !== CR) parseHead(text.toString('latin1', 0, at + 1));
  }
}

/** A value without the blanks (space, tab) around it. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (start < end && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isBlank = (code: number): boolean => code === 32 || code === 9;

/** Parses a head without its closing empty line. */
export function parseHead(text: string): Head {
  const [first = '', ...lines] = text.split('\r\n');
  const match = STATUS_LINE.exec(first);
  if (!match) throw bad('BadStatusLine', `not a status line: ${shown(first)}`);
  const status = Number(match[2]);
  if (status === 101) throw bad('BadStatusLine', 'the server switched protocols unasked');
  const fields = new Map<string, string>();
  for (const line of lines) {
    const field = FIELD.exec(line);
    if (!field) throw bad('BadHeader', `not a header field: ${shown(line)}`);
    const name = (field[1] as string).toLowerCase();
    const value = trimmed(field[2] as string);
    const earlier = fields.get(name);
    fields.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  const tokens = (fields.get('connection') ?? '').toLowerCase().split(',').map(trimmed);
  const framing = framingOf(status, match[1] as string, fields);
  const persistent = !tokens.includes('close') && (match[1] === '1' || tokens.includes('keep-alive'));
  return { status, fields, framing, keepAlive: persistent && framing !== 'close' };
}

function framingOf(status: number, minor: string, fields: ReadonlyMap<string, string>): Head['framing'] {
  const encoding = fields.get('transfer-encoding');
  const length = fields.get('content-length');
  if (encoding !== undefined && length !== undefined) {
    throw bad('ConflictingLength', 'both Content-Length and Transfer-Encoding are given');
  }
  if (length !== undefined && !/^\d{1,15}$/.test(length)) {
    const name = length.includes(',') ? 'ConflictingLength' : 'BadHeader';
    throw bad(name, `Content-Length is not one number: ${shown(length)}`);
  }
  if (encoding !== undefined && (minor === '0' || encoding.toLowerCase() !== 'chunked')) {
    throw bad('BadHeader', `Transfer-Encoding is not chunked: ${shown(encoding)}`);
  }
  if (status < 200 || status === 204 || status === 304) return 0;
  if (encoding !== undefined) return 'chunked';
  return length === undefined ? 'close' : Number(length);
}
