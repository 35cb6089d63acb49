import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { ChecksumName, ObjectChecksum } from './checksums.ts';
import { S3Error } from './s3-error.ts';

export interface UploadedPart {
  readonly number: number;
  readonly bytes: number;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly checksum?: string;
  readonly path: string;
}

/** A multipart upload under way. */
export interface MultipartUpload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedAt: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: { readonly name: ChecksumName; readonly type: ObjectChecksum['type'] };
  readonly parts: Map<number, UploadedPart>;
}

/** Multipart uploads live in memory, only their parts on disk: they end with the process. */
export type MultipartUploads = ReturnType<typeof multipartUploads>;

export function multipartUploads() {
  const uploads = new Map<string, MultipartUpload>();
  const find = (bucket: string, key: string, id: string): MultipartUpload => {
    const upload = uploads.get(id);
    if (upload?.bucket !== bucket || upload.key !== key)
      throw new S3Error('NoSuchUpload', 'there is no such upload: it was completed, aborted or never started', { UploadId: id });
    return upload;
  };
  return {
    find,
    start(upload: Omit<MultipartUpload, 'id' | 'startedAt' | 'parts'>): MultipartUpload {
      const started = { ...upload, id: randomBytes(24).toString('base64url'), startedAt: Date.now(), parts: new Map() };
      uploads.set(started.id, started);
      return started;
    },
    /** Takes an upload out, so that it is completed or aborted once. `putBack` undoes that when completing fails. */
    take(bucket: string, key: string, id: string): MultipartUpload {
      const upload = find(bucket, key, id);
      uploads.delete(id);
      return upload;
    },
    putBack: (upload: MultipartUpload) => void uploads.set(upload.id, upload),
    list: (bucket: string) => [...uploads.values()].filter((upload) => upload.bucket === bucket),
  };
}

/** Keeps a part instead of an earlier one of its number; removes it when its upload has ended meanwhile. */
export async function keepPart(uploads: MultipartUploads, upload: MultipartUpload, part: UploadedPart): Promise<void> {
  const before = upload.parts.get(part.number);
  upload.parts.set(part.number, part);
  if (before) await rm(before.path, { force: true });
  try {
    uploads.find(upload.bucket, upload.key, upload.id);
  } catch (error) {
    await rm(part.path, { force: true });
    throw error;
  }
}

export async function removeParts({ parts }: MultipartUpload): Promise<void> {
  for (const { path } of parts.values()) await rm(path, { force: true });
}
