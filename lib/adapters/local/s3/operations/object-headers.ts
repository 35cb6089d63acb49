import type { Answer } from '../answer.ts';
import type { StoredObject } from '../object-file.ts';
import { S3Error } from '../s3-error.ts';

const KEPT = ['content-type', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires'];
const MAX_METADATA_BYTES = 2048;

/** The headers of a write that are kept with the object. Throws `MetadataTooLarge` or `InvalidArgument`. */
export function keptHeaders(headers: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  let metadataBytes = 0;
  for (const [name, value] of headers) {
    if (name.startsWith('x-amz-meta-')) metadataBytes += name.length - 'x-amz-meta-'.length + value.length;
    else if (!KEPT.includes(name)) continue;
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new S3Error('InvalidArgument', `${name} holds a character that no header can`);
    kept[name] = value;
  }
  if (metadataBytes > MAX_METADATA_BYTES)
    throw new S3Error('MetadataTooLarge', `user metadata has at most ${MAX_METADATA_BYTES} bytes`);
  const encodings = (kept['content-encoding'] ?? '').split(',').map((coding) => coding.trim());
  const own = encodings.filter((coding) => coding !== '' && coding !== 'aws-chunked').join(',');
  delete kept['content-encoding'];
  return { 'content-type': 'binary/octet-stream', ...kept, ...(own ? { 'content-encoding': own } : {}) };
}

/** What a read says about an object besides its length. Its checksum comes only on request, and only with the whole object. */
export function describing(object: StoredObject, withChecksum: boolean): Answer['headers'] {
  return {
    ...object.headers,
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(object),
    ...(withChecksum ? checksumHeaders(object) : {}),
  };
}

export function versionHeader({ version }: Pick<StoredObject, 'version'>): Record<string, string> {
  return version === undefined ? {} : { 'x-amz-version-id': version };
}

export function checksumHeaders({ checksum }: Pick<StoredObject, 'checksum'>): Record<string, string> {
  return checksum ? { [`x-amz-checksum-${checksum.name}`]: checksum.value, 'x-amz-checksum-type': checksum.type } : {};
}

/** Headers a signed GET asks to have replaced: `response-content-type` and the like. */
export function overridden(query: ReadonlyMap<string, string>): Record<string, string> {
  const wanted = KEPT.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === undefined || /[^\t\x20-\x7e]/.test(value) ? [] : [[name, value] as const];
  });
  return Object.fromEntries(wanted);
}
