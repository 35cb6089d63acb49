import { text } from 'node:stream/consumers';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

// `aws s3 cp FROM -`, `aws s3 cp - TO` and `aws s3 rm WHAT`, for machines without the AWS command line.
const [, verb, from = '', to = ''] = process.argv.slice(2);
const s3 = new S3Client({ forcePathStyle: true });
const at = (url: string) => {
  const { host: Bucket, pathname } = new URL(url);
  return { Bucket, Key: pathname.slice(1) };
};
if (verb === 'rm') await s3.send(new DeleteObjectCommand(at(from)));
else if (from === '-') await s3.send(new PutObjectCommand({ ...at(to), Body: await text(process.stdin) }));
else process.stdout.write((await (await s3.send(new GetObjectCommand(at(from)))).Body?.transformToString()) ?? '');
