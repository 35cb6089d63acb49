import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { contentSlices } from '../../lib/domain/content.ts';
import { NamedError } from '../../lib/domain/errors.ts';
import type { ItemPart } from '../../lib/domain/order.ts';
import type { HostCredentials } from '../credentials.ts';
import { type Expectation, expectAnything, expectText, lengthMismatch } from './expectation.ts';
import { requestHead } from './object.ts';
import { splitUrl } from './origin.ts';
import type { Prepared } from './transaction.ts';

/** An item is at most 400 KB, its base64 in JSON a third more. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;

/**
 * Response lengths of verified reads without their key, by payload bytes: a timed read is held against them. One per block.
 */
export type ItemLengths = Map<number, number>;

/** node:crypto in the shape the signer wants: ten times the speed of a JavaScript hash. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' || secret === undefined ? secret : bytesOf(secret);
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('a hash of the signer is used once');
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}

const signers = new Map<string, SignatureV4>();

async function signer(region: string, keys: HostKeys): Promise<SignatureV4> {
  const credentials = await keys();
  const id = `${region} ${credentials.accessKeyId} ${credentials.sessionToken ?? ''}`;
  const known = signers.get(id);
  if (known) return known;
  const made = new SignatureV4({ service: 'dynamodb', region, credentials, sha256: Sha256 });
  signers.set(id, made);
  return made;
}

export type HostKeys = () => Promise<HostCredentials>;

/** One GetItem (strongly consistent) or PutItem as it will be sent; a signature is good for some minutes. */
export interface SignedItem {
  readonly head: Buffer;
  readonly body: Buffer;
}

/** Encodes and signs one item. Error: NoCredentials. */
export async function signItem(part: ItemPart, block: Uint8Array, credentials: HostKeys): Promise<SignedItem> {
  const { origin, target } = splitUrl(part.endpoint);
  const body = part.operation === 'get' ? Buffer.from(JSON.stringify(getItem(part))) : putBody(part, block);
  const signed = await (await signer(part.region, credentials)).sign({
    method: 'POST',
    protocol: origin.secure ? 'https:' : 'http:',
    hostname: origin.hostname,
    port: origin.port,
    path: target,
    query: {},
    headers: {
      host: origin.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${part.operation === 'get' ? 'GetItem' : 'PutItem'}`,
    },
    body,
  });
  return { head: requestHead('POST', target, { ...signed.headers, 'content-length': String(body.length) }), body };
}

export interface ItemSetup {
  readonly block: Uint8Array;
  /** Decodes and compares what is read; otherwise its length is checked. */
  readonly verify: boolean;
  readonly lengths: ItemLengths;
}

/** What a signed item sends and what its answer is held against. */
export function prepareItem(part: ItemPart, { head, body }: SignedItem, { block, verify, lengths }: ItemSetup): Prepared {
  const reads = part.operation === 'get';
  return {
    head,
    body: () => [body],
    sends: reads ? 0 : part.bytes,
    expectation: reads ? () => expectItem(part, block, verify, lengths) : expectAnything,
  };
}

const getItem = (part: ItemPart): unknown => ({ TableName: part.table, Key: { k: { S: part.key } }, ConsistentRead: true });

/** What stands around the base64 text of a PutItem. */
const DATA_END = '"}}}';

/** Encoded at a time; three bytes become four letters, so that only the last piece may end in padding. */
const ENCODED_BYTES = 3 * 4096;

/**
 * A PutItem, its text written straight into its buffer: base64 needs no escaping, and JSON.stringify over megabytes would take four
 * times as long as everything else that has to happen before the clock starts. In pieces, because a string of a whole item is too long
 * for the young generation and stays until everything is collected.
 */
function putBody(part: ItemPart, block: Uint8Array): Buffer {
  const empty = JSON.stringify({ TableName: part.table, Item: { k: { S: part.key }, d: { B: '' } } });
  const data = payload(part, block);
  const before = empty.slice(0, -DATA_END.length);
  let at = Buffer.byteLength(before);
  const body = Buffer.allocUnsafe(at + Math.ceil(data.length / 3) * 4 + DATA_END.length);
  body.write(before, 0);
  for (let from = 0; from < data.length; from += ENCODED_BYTES)
    at += body.write(data.toString('base64', from, from + ENCODED_BYTES), at, 'latin1');
  body.write(DATA_END, at, 'latin1');
  return body;
}

/** A view where the content is in one place, which it is but at the end of the block. */
function payload(part: ItemPart, block: Uint8Array): Buffer {
  const slices = [...contentSlices(block, part.offset, part.bytes)];
  const [only] = slices;
  return only && slices.length === 1 ? Buffer.from(only.buffer, only.byteOffset, only.length) : Buffer.concat(slices);
}

/** The least that can hold the item: JSON without a space, for reads that no verified one of their size went before. */
const shortestAnswer = (part: ItemPart): number =>
  Buffer.byteLength(JSON.stringify({ Item: { k: { S: part.key }, d: { B: '' } } })) + Math.ceil(part.bytes / 3) * 4;

/** A verified read is decoded and compared; a timed one must have the length of a verified one of the same size. */
function expectItem(part: ItemPart, block: Uint8Array, verify: boolean, lengths: ItemLengths): Expectation {
  const keyBytes = Buffer.byteLength(JSON.stringify(part.key));
  if (!verify) {
    const known = lengths.get(part.bytes);
    return {
      bytes: undefined,
      payload: () => {},
      finish(got) {
        const expected = known === undefined ? shortestAnswer(part) : known + keyBytes;
        if (known === undefined ? got < expected : got !== expected) throw lengthMismatch(expected, got);
      },
    };
  }
  return expectText(ANSWER_LIMIT_BYTES, (text, bytes) => {
    if (!payload(part, block).equals(itemData(text))) {
      throw new NamedError('ContentMismatch', 'the item is not what was written');
    }
    lengths.set(part.bytes, bytes - keyBytes);
  });
}

function itemData(text: string): Buffer {
  try {
    const { Item } = JSON.parse(text) as { Item?: { d?: { B?: string } } };
    if (typeof Item?.d?.B === 'string') return Buffer.from(Item.d.B, 'base64');
  } catch {
    // Not JSON: the same finding as JSON without the attribute.
  }
  throw new NamedError('ContentMismatch', 'the answer holds no item');
}
