import { type FileHandle, open, rm } from 'node:fs/promises';

/** A file that is being written from its start. */
export interface FileSink {
  readonly path: string;
  /** Takes over `data`; resolves at once unless too much is still on its way to the disk. */
  write(data: Buffer): Promise<void> | void;
  finish(): Promise<void>;
  /** Removes what was written; idempotent, never throws. */
  discard(): Promise<void>;
}

const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** A limit on the buffers of one writev. */
const MAX_PIECES = 512;

/**
 * Writes while the next bytes come in, one write at a time, each with all that came in during the one before: batches grow
 * with the rate, and little is left to write after the last byte.
 * Nothing is synced: a stand-in's objects need to survive a process, not a power cut.
 */
export function fileSink(path: string): FileSink {
  const opened = open(path, 'wx');
  opened.catch(() => {}); // reported by the first write or by finish
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  let writing: Promise<void> | undefined;

  const drain = async () => {
    const handle = await opened;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_PIECES);
      const bytes = batch.reduce((sum, piece) => sum + piece.length, 0);
      await writeAll(handle, batch, bytes);
      waitingBytes -= bytes;
    }
    writing = undefined;
  };
  return {
    path,
    write(data) {
      waiting.push(data);
      waitingBytes += data.length;
      writing ??= drain();
      writing.catch(() => {}); // reported by the next await
      if (waitingBytes >= MAX_WAITING_BYTES) return writing;
    },
    async finish() {
      await writing;
      // The file is complete now; closing its descriptor may take its time.
      void (await opened).close().catch(() => {});
    },
    async discard() {
      await writing?.catch(() => {});
      await opened.then((handle) => handle.close()).catch(() => {});
      await rm(path, { force: true }).catch(() => {});
    },
  };
}

async function writeAll(handle: FileHandle, pieces: Buffer[], bytes: number): Promise<void> {
  const { bytesWritten } = await handle.writev(pieces);
  // A disk that fills up takes a part first: writing the rest then says why.
  if (bytesWritten < bytes) await handle.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
}
