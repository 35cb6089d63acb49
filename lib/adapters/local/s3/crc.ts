// Reflected cyclic redundancy checks by table, one byte a step. Both are found by name in the catalogue of parametrised CRC
// algorithms (https://reveng.sourceforge.io/crc-catalogue/): CRC-32/ISCSI is S3's CRC32C, CRC-64/NVME its CRC64NVME.

const CRC32C = tableOf32(0x82f63b78);
const CRC64 = tablesOf64(0x9a6c9329, 0xac4bc9b5);

/** CRC32C of `data`, continuing from an earlier value; starts from 0. */
export function crc32c(data: Uint8Array, from = 0): number {
  let crc = ~from;
  for (let i = 0; i < data.length; i++) crc = (CRC32C[(crc ^ (data[i] as number)) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** A CRC64NVME in two halves: BigInt arithmetic would be some fifty times slower. */
export interface Crc64 {
  readonly high: number;
  readonly low: number;
}

export const CRC64_START: Crc64 = { high: 0, low: 0 };

export function crc64nvme(data: Uint8Array, from: Crc64 = CRC64_START): Crc64 {
  let high = ~from.high;
  let low = ~from.low;
  for (let i = 0; i < data.length; i++) {
    const at = (low ^ (data[i] as number)) & 0xff;
    low = (CRC64.low[at] as number) ^ ((low >>> 8) | (high << 24));
    high = (CRC64.high[at] as number) ^ (high >>> 8);
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}

function tableOf32(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
}

function tablesOf64(polynomialHigh: number, polynomialLow: number): { readonly high: Int32Array; readonly low: Int32Array } {
  const tables = { high: new Int32Array(256), low: new Int32Array(256) };
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (odd) {
        low ^= polynomialLow;
        high ^= polynomialHigh;
      }
    }
    tables.high[byte] = high;
    tables.low[byte] = low;
  }
  return tables;
}
