import { NamedError } from '../../../domain/errors.ts';
import { toXml } from './xml.ts';

/** Status of every error this server answers with. Codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const STATUS = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidDigest: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedXML: 400,
  MetadataTooLarge: 400,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchTagSet: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  SlowDown: 503,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type S3Code = keyof typeof STATUS;

/** An answer that is an error of the protocol. `name` is its S3 code; `details` become elements of its XML. */
export class S3Error extends NamedError {
  readonly status: number;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: S3Code, message: string, details: Readonly<Record<string, string | number>> = {}) {
    super(code, message);
    this.status = STATUS[code];
    this.details = details;
  }
}

export function errorXml(error: S3Error, resource: string, requestId: string): string {
  const { name: Code, message: Message, details } = error;
  return toXml('Error', { Code, Message, ...details, Resource: resource, RequestId: requestId, HostId: 'stand-in' });
}
