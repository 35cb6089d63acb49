import { emptyAnswer, xmlAnswer } from '../answer.ts';
import { S3Error } from '../s3-error.ts';
import { contentsOf, textOf, toXml } from '../xml.ts';
import { type Operation, xmlOf } from './call.ts';

export const getBucketTagging: Operation = ({ target }, { buckets }) => {
  const tags = buckets.tagsOf(target.bucket);
  if (tags.length === 0) throw new S3Error('NoSuchTagSet', 'the bucket has no tags', { BucketName: target.bucket });
  return xmlAnswer(200, toXml('Tagging', { TagSet: { Tag: tags.map(({ Key, Value }) => ({ Key, Value })) } }));
};

export const putBucketTagging: Operation = async (call, { buckets }) => {
  const xml = await xmlOf(call, 'Tagging');
  const tags = contentsOf(xml, 'Tag').map((tag) => ({ Key: textOf(tag, 'Key') ?? '', Value: textOf(tag, 'Value') ?? '' }));
  buckets.tag(call.target.bucket, tags);
  return emptyAnswer(204);
};
