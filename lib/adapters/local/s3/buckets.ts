import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NamedError } from '../../../domain/errors.ts';
import { byUtf8 } from './listing.ts';
import { footerOf, readFooter, type StoredObject } from './object-file.ts';
import { S3Error } from './s3-error.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface Bucket {
  readonly createdAt: number;
  readonly objects: Map<string, StoredObject>;
  /** Every version and delete marker of a key, oldest first; empty in a stand-in without versions. */
  readonly versions: Map<string, StoredObject[]>;
  /** Until the process ends: nothing here outlives it by its tags. */
  tags: readonly Tag[];
  /** Keys in listing order, until the next key comes or goes. */
  sorted?: readonly string[] | undefined;
}

/**
 * Buckets and the objects in them: `<folder>/buckets/<bucket>/<SHA-256 of the key>`, with an index in memory. Whatever changes
 * or opens a file does so synchronously, in the same turn as the index: a reader then never sees one version's description
 * with another's bytes, and an open file keeps its version while it is being overwritten. With `versioned` every write is a file of
 * its own, and so is every delete marker.
 */
export type Buckets = ReturnType<typeof openBuckets>;

/** Throws `FolderNotWritable`. Objects of an earlier process in the same folder are there again; unfinished uploads are not. */
export function openBuckets(folder: string, versioned = false) {
  const root = join(folder, 'buckets');
  const incoming = join(folder, 'incoming');
  try {
    rmSync(incoming, { recursive: true, force: true });
    for (const path of [root, incoming]) mkdirSync(path, { recursive: true });
    accessSync(root, constants.W_OK);
  } catch (cause) {
    throw new NamedError('FolderNotWritable', `cannot write to ${folder}: ${(cause as Error).message}`, { cause });
  }
  const buckets = new Map(readdirSync(root).map((name) => [name, bucketOf(join(root, name))]));
  let files = 0;
  let made = 0;
  const incomingPath = () => join(incoming, String(++files));
  const pathOf = (bucket: string, { key, version }: Pick<StoredObject, 'key' | 'version'>) => {
    const hash = createHash('sha256').update(key).digest('hex');
    return join(root, bucket, version === undefined ? hash : `${hash}-${version}`);
  };
  /** Sorts by the time it was made, across processes too. */
  const newVersion = () => `${Date.now().toString(36).padStart(9, '0')}${(made++).toString(36).padStart(6, '0')}`;

  /** Gives a file that is no object any more another name and frees it off the event loop: its blocks take milliseconds. */
  function retire(move: (to: string) => void): void {
    const to = incomingPath();
    move(to);
    void rm(to, { force: true }).catch(() => {}); // the folder is emptied at the next start
  }
  function existing(name: string): Bucket {
    const bucket = buckets.get(name);
    if (!bucket) throw new S3Error('NoSuchBucket', 'there is no such bucket', { BucketName: name });
    return bucket;
  }
  function find(name: string, key: string): StoredObject {
    const object = existing(name).objects.get(key);
    if (!object) throw new S3Error('NoSuchKey', 'there is no object of this key', { Key: key });
    return object;
  }
  return {
    list: () => [...buckets].sort(([a], [b]) => byUtf8(a, b)).map(([name, { createdAt }]) => ({ name, createdAt })),
    /** Throws `NoSuchBucket`. */
    check: (name: string) => void existing(name),
    versioned,
    /** What a write adds to the object it publishes. */
    versionOfWrite: (): { readonly version?: string } => (versioned ? { version: newVersion() } : {}),
    create(name: string): void {
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes('..'))
        throw new S3Error('InvalidBucketName', 'a bucket name has 3 to 63 of a-z, 0-9, dot and hyphen', { BucketName: name });
      if (buckets.has(name)) throw new S3Error('BucketAlreadyOwnedByYou', 'this bucket is there and yours', { BucketName: name });
      mkdirSync(join(root, name));
      buckets.set(name, { createdAt: Date.now(), objects: new Map(), versions: new Map(), tags: [] });
    },
    tagsOf: (name: string): readonly Tag[] => existing(name).tags,
    tag: (name: string, tags: readonly Tag[]): void => {
      existing(name).tags = tags;
    },
    remove(name: string): void {
      const { objects, versions } = existing(name);
      if (objects.size + versions.size > 0)
        throw new S3Error('BucketNotEmpty', 'the bucket still holds objects', { BucketName: name });
      rmSync(join(root, name), { recursive: true });
      buckets.delete(name);
    },
    sortedKeys(name: string): readonly string[] {
      const bucket = existing(name);
      bucket.sorted ??= [...bucket.objects.keys()].sort(byUtf8);
      return bucket.sorted;
    },
    find,
    peek: (name: string, key: string): StoredObject | undefined => existing(name).objects.get(key),
    /** The object and a file descriptor of its bytes, which the caller closes. */
    open(name: string, key: string): { readonly object: StoredObject; readonly fd: number } {
      const object = find(name, key);
      return { object, fd: openSync(pathOf(name, object), 'r') };
    },
    /** A path of its own for a file that is not an object yet. */
    incomingPath,
    /** Makes a finished file (bytes and footer) the object of its key, instead of the one before. */
    publish(name: string, object: StoredObject, path: string): void {
      const bucket = existing(name);
      const place = pathOf(name, object);
      const known = bucket.objects.has(object.key);
      if (!known) bucket.sorted = undefined;
      if (known && object.version === undefined) retire((to) => linkSync(place, to));
      renameSync(path, place);
      add(bucket, object);
    },
    /** Removing what is not there is fine, as in S3. In a versioned stand-in it only hides. */
    removeObject(name: string, key: string): void {
      const bucket = existing(name);
      if (versioned) {
        const marker: StoredObject = {
          key,
          bytes: 0,
          etag: '',
          modifiedAt: Date.now(),
          headers: {},
          version: newVersion(),
          hides: true,
        };
        writeFileSync(pathOf(name, marker), footerOf(marker));
        add(bucket, marker);
        return;
      }
      if (!bucket.objects.delete(key)) return;
      bucket.sorted = undefined;
      retire((to) => renameSync(pathOf(name, { key }), to));
    },
    /** Removes one version or delete marker for good; what it hid or stood in front of is the object again. */
    removeVersion(name: string, key: string, version: string): void {
      const bucket = existing(name);
      const before = bucket.versions.get(key) ?? [];
      const rest = before.filter((one) => one.version !== version);
      if (rest.length === before.length) return;
      retire((to) => renameSync(pathOf(name, { key, version }), to));
      bucket.versions.delete(key);
      bucket.objects.delete(key);
      bucket.sorted = undefined;
      for (const one of rest) add(bucket, one);
    },
    newest: (name: string, key: string): string | undefined => existing(name).versions.get(key)?.at(-1)?.version,
    /** Every version and delete marker: by key, newest first. */
    versions: (name: string): readonly StoredObject[] =>
      [...existing(name).versions].sort(([a], [b]) => byUtf8(a, b)).flatMap(([, versions]) => versions.toReversed()),
  };
}

/** Makes an object, version or delete marker the newest of its key. */
function add(bucket: Bucket, object: StoredObject): void {
  const { key, version, hides } = object;
  if (version !== undefined) bucket.versions.set(key, [...(bucket.versions.get(key) ?? []), object]);
  if (!hides) bucket.objects.set(key, object);
  else if (bucket.objects.delete(key)) bucket.sorted = undefined;
}

function bucketOf(path: string): Bucket {
  const bucket: Bucket = { createdAt: statSync(path).birthtimeMs, objects: new Map(), versions: new Map(), tags: [] };
  const found = readdirSync(path).flatMap((name) => readFooter(join(path, name)) ?? []);
  const age = ({ version = '' }: StoredObject) => version;
  for (const object of found.sort((a, b) => (age(a) < age(b) ? -1 : 1))) add(bucket, object);
  return bucket;
}
