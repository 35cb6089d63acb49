import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fileBody } from './answer.ts';
import type { ObjectChecksum } from './checksums.ts';

/** What is kept of an object besides its bytes. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Content-Type and the like and x-amz-meta-*, lower-case names, as they are sent back. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: ObjectChecksum;
  /** Set in a versioned stand-in; later versions sort behind earlier ones. */
  readonly version?: string;
  /** A delete marker: it hides the versions before it and has no bytes. */
  readonly hides?: true;
}

const MAGIC = Buffer.from('1BYTEOBJ');
const TAIL_BYTES = 4 + MAGIC.length;

/**
 * An object is one file: its bytes, then this footer (JSON, its length, a magic). What describes an object is known only
 * after its last byte, and one file means that one rename publishes both at once.
 */
export function footerOf(object: StoredObject): Buffer {
  const json = Buffer.from(JSON.stringify(object));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([json, length, MAGIC]);
}

/** Reads the footer back; undefined when the file is none of ours. */
export function readFooter(path: string): StoredObject | undefined {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    if (size < TAIL_BYTES) return undefined;
    const tail = readAt(fd, size - TAIL_BYTES, TAIL_BYTES);
    const length = tail.readUInt32BE(0);
    if (!tail.subarray(4).equals(MAGIC) || length > size - TAIL_BYTES) return undefined;
    return JSON.parse(readAt(fd, size - TAIL_BYTES - length, length).toString()) as StoredObject;
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  readSync(fd, buffer, 0, bytes, position);
  return buffer;
}

const CHUNK_BYTES = 512 * 1024;

/** The first `bytes` of an open file, in buffers the receiver may keep; closes the file. */
export async function* fileChunks(fd: number, bytes: number): AsyncGenerator<Buffer, void, undefined> {
  const body = fileBody(fd, 0, bytes);
  try {
    for (let at = 0; at < bytes; at += CHUNK_BYTES) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytes - at));
      await body.read(chunk, at);
      yield chunk;
    }
  } finally {
    body.close();
  }
}
