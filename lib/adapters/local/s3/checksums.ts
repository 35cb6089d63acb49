import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { CRC64_START, crc32c, crc64nvme } from './crc.ts';

/** S3's checksums as their names appear in `x-amz-checksum-<name>`. */
export const CHECKSUMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumName = (typeof CHECKSUMS)[number];

/** A checksum of an object: base64, with `-<parts>` behind it when it was composed of the checksums of parts. */
export interface ObjectChecksum {
  readonly name: ChecksumName;
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface RunningChecksum {
  update(data: Uint8Array): void;
  /** base64. */
  digest(): string;
}

export function runningChecksum(name: ChecksumName): RunningChecksum {
  if (name === 'crc32') return running32((data, from) => crc32(data, from));
  if (name === 'crc32c') return running32(crc32c);
  if (name === 'crc64nvme') return running64();
  const hash = createHash(name);
  return { update: (data) => void hash.update(data), digest: () => hash.digest('base64') };
}

/** The header of a request that brings a checksum, or says that one follows the payload; undefined when there is none. */
export function checksumHeader(headers: ReadonlyMap<string, string>): string | undefined {
  const brings = (name: string) => /^x-amz-(sdk-)?checksum-/.test(name);
  const announced = (headers.get('x-amz-trailer') ?? '').split(',').map((name) => name.trim().toLowerCase());
  return [...headers.keys(), ...announced].find(brings);
}

/** The checksum named by a value such as `CRC32C` of x-amz-checksum-algorithm; undefined when there is none of that name. */
export function checksumNamed(text: string): ChecksumName | undefined {
  return CHECKSUMS.find((name) => name === text.toLowerCase());
}

function running32(step: (data: Uint8Array, from: number) => number): RunningChecksum {
  let crc = 0;
  return {
    update(data) {
      crc = step(data, crc);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes.toString('base64');
    },
  };
}

function running64(): RunningChecksum {
  let crc = CRC64_START;
  return {
    update(data) {
      crc = crc64nvme(data, crc);
    },
    digest() {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(crc.high);
      bytes.writeUInt32BE(crc.low, 4);
      return bytes.toString('base64');
    },
  };
}
