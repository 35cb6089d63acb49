import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKSUMS, runningChecksum } from '../../../../../lib/adapters/local/s3/checksums.ts';
import { CRC64_START, crc32c, crc64nvme } from '../../../../../lib/adapters/local/s3/crc.ts';

const CHECK = Buffer.from('123456789');

describe('checksums', () => {
  // Check values: https://reveng.sourceforge.io/crc-catalogue/all.htm
  it('CRC32C has the check value of CRC-32/ISCSI', () => {
    expect(crc32c(CHECK)).toBe(0xe3069283);
  });

  it('CRC64NVME has the check value of CRC-64/NVME', () => {
    expect(crc64nvme(CHECK)).toEqual({ high: 0xae8b1486, low: 0x0a799888 });
  });

  it('CRC32 is the one of zlib, big-endian in base64', () => {
    const running = runningChecksum('crc32');
    running.update(CHECK);
    expect(Buffer.from(running.digest(), 'base64').readUInt32BE()).toBe(crc32(CHECK));
  });

  it('every checksum is the same however its data is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.constantFrom(...CHECKSUMS), (data, cut, name) => {
        const whole = runningChecksum(name);
        whole.update(data);
        const pieces = runningChecksum(name);
        pieces.update(data.subarray(0, cut));
        pieces.update(data.subarray(cut));
        expect(pieces.digest()).toBe(whole.digest());
      }),
    );
  });

  it('a changed bit changes both CRCs', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (data, at) => {
        const changed = Uint8Array.from(data);
        changed[at % data.length] = (changed[at % data.length] as number) ^ 1;
        expect(crc32c(changed)).not.toBe(crc32c(data));
        expect(crc64nvme(changed)).not.toEqual(crc64nvme(data, CRC64_START));
      }),
    );
  });
});
