import { crc32 } from 'node:zlib';

const EXECUTABLE = 0o100755;

/** A zip archive of one executable file, stored as it is: enough for unzip, and no program is needed to make it. */
export function storedZip(name: string, bytes: Buffer): Buffer {
  const title = Buffer.from(name);
  // Fields that the file's own header and its line of the directory share: version, flags, method, time, date, sum, sizes, names.
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(0x21, 8);
  shared.writeUInt32LE(crc32(bytes), 10);
  shared.writeUInt32LE(bytes.length, 14);
  shared.writeUInt32LE(bytes.length, 18);
  shared.writeUInt16LE(title.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, title]);
  const line = Buffer.alloc(14);
  line.writeUInt32LE(EXECUTABLE * 0x10000, 6);
  const directory = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), shared, line, title]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length + bytes.length, 16);
  return Buffer.concat([local, bytes, directory, end]);
}
