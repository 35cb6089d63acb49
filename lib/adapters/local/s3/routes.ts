import { getBucketTagging, putBucketTagging } from './operations/bucket-tagging.ts';
import * as buckets from './operations/buckets.ts';
import type { Operation } from './operations/call.ts';
import { completeMultipartUpload } from './operations/complete-multipart.ts';
import { copyObject } from './operations/copy-object.ts';
import { deleteObject, deleteObjects } from './operations/delete-objects.ts';
import { listMultipartUploads, listParts } from './operations/list-multipart.ts';
import { listObjects } from './operations/list-objects.ts';
import { listVersions } from './operations/list-versions.ts';
import { abortMultipartUpload, createMultipartUpload, uploadPart } from './operations/multipart.ts';
import { getObject, headObject } from './operations/read-object.ts';
import { putObject } from './operations/write-object.ts';
import type { Target } from './request-target.ts';
import { S3Error } from './s3-error.ts';

export interface Route {
  /** S3's name of the operation. */
  readonly name: string;
  /** Which requests are object data, and so are shaped. */
  readonly kind: 'get' | 'put' | 'other';
  readonly operation: Operation;
}

/** Query names that select an operation or a part of one. Those not in OPERATIONS are not there; others are ignored, as in S3. */
const SUBRESOURCES = (
  'accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle list-type location ' +
  'logging metadataTable metrics notification object-lock ownershipControls partNumber policy policyStatus publicAccessBlock replication ' +
  'requestPayment restore retention select session tagging torrent uploadId uploads versionId versioning versions website'
).split(' ');

/** By `<method> <level> <subresources, sorted>`; a write with a copy source has `copy` among them. */
const OPERATIONS: Readonly<Record<string, Route>> = {
  'GET service': { name: 'ListBuckets', kind: 'other', operation: buckets.listBuckets },
  'PUT bucket': { name: 'CreateBucket', kind: 'other', operation: buckets.createBucket },
  'HEAD bucket': { name: 'HeadBucket', kind: 'other', operation: buckets.headBucket },
  'DELETE bucket': { name: 'DeleteBucket', kind: 'other', operation: buckets.deleteBucket },
  'GET bucket tagging': { name: 'GetBucketTagging', kind: 'other', operation: getBucketTagging },
  'PUT bucket tagging': { name: 'PutBucketTagging', kind: 'other', operation: putBucketTagging },
  'GET bucket list-type': { name: 'ListObjectsV2', kind: 'other', operation: listObjects },
  'GET bucket uploads': { name: 'ListMultipartUploads', kind: 'other', operation: listMultipartUploads },
  'GET bucket versions': { name: 'ListObjectVersions', kind: 'other', operation: listVersions },
  'POST bucket delete': { name: 'DeleteObjects', kind: 'other', operation: deleteObjects },
  'GET object': { name: 'GetObject', kind: 'get', operation: getObject },
  'HEAD object': { name: 'HeadObject', kind: 'other', operation: headObject },
  'PUT object': { name: 'PutObject', kind: 'put', operation: putObject },
  'PUT object copy': { name: 'CopyObject', kind: 'other', operation: copyObject },
  'DELETE object': { name: 'DeleteObject', kind: 'other', operation: deleteObject },
  'DELETE object versionId': { name: 'DeleteObject', kind: 'other', operation: deleteObject },
  'POST object uploads': { name: 'CreateMultipartUpload', kind: 'other', operation: createMultipartUpload },
  'PUT object partNumber uploadId': { name: 'UploadPart', kind: 'put', operation: uploadPart },
  'POST object uploadId': { name: 'CompleteMultipartUpload', kind: 'other', operation: completeMultipartUpload },
  'DELETE object uploadId': { name: 'AbortMultipartUpload', kind: 'other', operation: abortMultipartUpload },
  'GET object uploadId': { name: 'ListParts', kind: 'other', operation: listParts },
};

/** Headers that ask for something this server would have to ignore. */
const REFUSED_HEADERS = ['x-amz-server-side-encryption-customer-algorithm', 'x-amz-tagging', 'x-amz-object-lock-mode'];

/** The operation a request means. Throws `MethodNotAllowed` or `NotImplemented`. */
export function routeOf(method: string, { bucket, key, query }: Target, headers: ReadonlyMap<string, string>): Route {
  const level = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const parts = SUBRESOURCES.filter((name) => query.has(name));
  if (method === 'PUT' && headers.has('x-amz-copy-source')) parts.push('copy');
  const route = OPERATIONS[[method, level, ...parts.sort()].join(' ')];
  const refused = REFUSED_HEADERS.find((name) => headers.has(name));
  if (route && !refused) return route;
  if (refused || parts.length > 0 || (method === 'GET' && level === 'bucket') || (method === 'POST' && level === 'bucket'))
    throw new S3Error(
      'NotImplemented',
      `this stand-in has no such operation: ${[method, level, ...parts, refused ?? ''].join(' ').trim()}`,
    );
  throw new S3Error('MethodNotAllowed', `${method} is not allowed on a ${level}`, {
    Method: method,
    ResourceType: level.toUpperCase(),
  });
}
