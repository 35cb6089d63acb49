import type { Answer } from '../answer.ts';
import type { Authenticated } from '../authenticate.ts';
import type { Buckets } from '../buckets.ts';
import { receiveObject } from '../receive-object.ts';
import type { Target } from '../request-target.ts';
import { S3Error } from '../s3-error.ts';
import type { Upload } from '../upload.ts';
import type { MultipartUploads } from '../uploads.ts';

/** One authenticated request. */
export interface Call {
  readonly target: Target;
  /** By lower-case name; the `x-amz-` parameters of a presigned URL count as headers, as in S3. */
  readonly headers: ReadonlyMap<string, string>;
  readonly auth: Authenticated;
  readonly upload: Upload;
  /** Payload bytes an operation took in, for the log. */
  stored: number;
}

/** What operations work on. */
export interface Service {
  readonly region: string;
  readonly buckets: Buckets;
  readonly uploads: MultipartUploads;
}

/** Throws an S3Error for every answer that is an error of the protocol. */
export type Operation = (call: Call, service: Service) => Answer | Promise<Answer>;

const MAX_XML_BYTES = 2 * 1024 * 1024;

/** The XML a request brings along, verified like any payload. Throws `MalformedXML` unless its root is `root`. */
export async function xmlOf(call: Call, root: string): Promise<string> {
  const parts: Buffer[] = [];
  const header = (name: string) => call.headers.get(name);
  if (Number(header('content-length') ?? 0) > MAX_XML_BYTES)
    throw new S3Error('MalformedXML', 'the request document is too long');
  await receiveObject(call.upload.chunks(), header, call.auth, (data) => void parts.push(data));
  const xml = Buffer.concat(parts).toString();
  if (!new RegExp(`<${root}[\\s>][\\s\\S]*</${root}\\s*>\\s*$`).test(xml))
    throw new S3Error('MalformedXML', `the request has to be a ${root} document`);
  return xml;
}

/** A number of the query, at most `max`, which is also its default. */
export function countOf({ target }: Call, name: string, max: number): number {
  const text = target.query.get(name);
  if (text === undefined) return max;
  if (!/^\d{1,9}$/.test(text)) throw new S3Error('InvalidArgument', `${name} has to be a whole number`, { ArgumentName: name });
  return Math.min(max, Number(text));
}
