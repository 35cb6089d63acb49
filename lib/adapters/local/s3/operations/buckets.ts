import { emptyAnswer, xmlAnswer } from '../answer.ts';
import { S3Error } from '../s3-error.ts';
import { toXml } from '../xml.ts';
import type { Operation } from './call.ts';

const OWNER = { ID: 'stand-in', DisplayName: 'stand-in' };

export const listBuckets: Operation = (_call, { buckets }) => {
  const Bucket = buckets.list().map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt).toISOString() }));
  return xmlAnswer(200, toXml('ListAllMyBucketsResult', { Owner: OWNER, Buckets: { Bucket } }));
};

/** Any location constraint in the body is accepted: a stand-in is where it is. */
export const createBucket: Operation = ({ target }, { buckets }) => {
  buckets.create(target.bucket);
  return emptyAnswer(200, { location: `/${target.bucket}` });
};

export const headBucket: Operation = ({ target }, { buckets, region }) => {
  buckets.check(target.bucket);
  return emptyAnswer(200, { 'x-amz-bucket-region': region });
};

export const deleteBucket: Operation = ({ target }, { buckets, uploads }) => {
  buckets.check(target.bucket);
  if (uploads.list(target.bucket).length > 0)
    throw new S3Error('BucketNotEmpty', 'the bucket still holds unfinished uploads', { BucketName: target.bucket });
  buckets.remove(target.bucket);
  return emptyAnswer(204);
};
