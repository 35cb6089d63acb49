import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Version {
  readonly key: string;
  readonly id: string;
  /** Undefined for a delete marker. */
  readonly body: string | undefined;
}

/** A bucket as B2 keeps it: every write makes a version, a plain DELETE only hides, and lists come two entries a page. */
export interface VersionedS3 {
  readonly endpoint: string;
  readonly versions: Version[];
  readonly uploads: { key: string; id: string }[];
  /** Called after each answered request; the tests let things happen in between. */
  onRequest: (method: string, target: string) => void;
  exists: boolean;
  stop(): Promise<void>;
}

const PAGE = 2;

/** Serves one bucket on loopback, without looking at signatures. */
export async function versionedS3(): Promise<VersionedS3> {
  let made = 0;
  const state: Omit<VersionedS3, 'endpoint' | 'stop'> = { versions: [], uploads: [], onRequest: () => {}, exists: false };
  const latest = (key: string) => state.versions.filter((version) => version.key === key).at(-1);

  const answer = (method: string, key: string, query: URLSearchParams, body: string): [number, string] => {
    if (!state.exists && !(method === 'PUT' && key === '')) return [404, failure('NoSuchBucket')];
    // A service without batches: everything is deleted one by one.
    if (method === 'POST') return [501, failure('NotImplemented')];
    if (key === '') {
      if (method === 'PUT') state.exists = true;
      if (method === 'DELETE' && state.versions.length + state.uploads.length > 0) return [409, failure('BucketNotEmpty')];
      if (method === 'DELETE') state.exists = false;
      if (query.has('uploads')) return [200, uploadList(state.uploads, query)];
      if (query.has('versions')) return [200, versionList(state.versions, query)];
      return method === 'GET' ? [400, failure('InvalidRequest')] : [method === 'DELETE' ? 204 : 200, ''];
    }
    if (method === 'GET') return latest(key)?.body === undefined ? [404, failure('NoSuchKey')] : [200, latest(key)?.body ?? ''];
    if (method === 'PUT') state.versions.push({ key, id: `v${made++}`, body });
    const upload = query.get('uploadId');
    const version = query.get('versionId');
    if (method === 'DELETE' && upload) state.uploads.splice(0, Infinity, ...state.uploads.filter(({ id }) => id !== upload));
    else if (method === 'DELETE' && version)
      state.versions.splice(0, Infinity, ...state.versions.filter(({ id }) => id !== version));
    else if (method === 'DELETE') state.versions.push({ key, id: `v${made++}`, body: undefined });
    return [method === 'DELETE' ? 204 : 200, ''];
  };

  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, , ...key] = url.pathname.split('/');
    const [status, body] = answer(request.method ?? '', decodeURIComponent(key.join('/')), url.searchParams, await text(request));
    response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
    state.onRequest(request.method ?? '', key.join('/'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

function failure(code: string): string {
  return `<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
}

/** By key, newest first, after the markers; these need not exist any more. */
function versionList(versions: readonly Version[], query: URLSearchParams): string {
  const age = (id: string) => -Number(id.slice(1));
  const marker = { key: query.get('key-marker') ?? '', id: query.get('version-id-marker') ?? '' };
  const rest = sorted(versions, query)
    .sort((a, b) => (a.key === b.key ? age(a.id) - age(b.id) : 0))
    .filter(({ key, id }) => key > marker.key || (key === marker.key && marker.id !== '' && age(id) > age(marker.id)));
  const page = rest.slice(0, PAGE);
  const entries = page.map(({ key, id, body }) => {
    const tag = body === undefined ? 'DeleteMarker' : 'Version';
    return `<${tag}><Key>${key}</Key><VersionId>${id}</VersionId></${tag}>`;
  });
  const last = page.at(-1);
  const next = last ? `<NextKeyMarker>${last.key}</NextKeyMarker><NextVersionIdMarker>${last.id}</NextVersionIdMarker>` : '';
  return `<ListVersionsResult><IsTruncated>${rest.length > PAGE}</IsTruncated>${next}${entries.join('')}</ListVersionsResult>`;
}

function uploadList(uploads: readonly { key: string; id: string }[], query: URLSearchParams): string {
  const entries = sorted(uploads, query).map(({ key, id }) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`);
  return `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${entries.join('')}</ListMultipartUploadsResult>`;
}

function sorted<T extends { readonly key: string }>(entries: readonly T[], query: URLSearchParams): T[] {
  return entries.filter(({ key }) => key.startsWith(query.get('prefix') ?? '')).sort((a, b) => (a.key < b.key ? -1 : 1));
}
