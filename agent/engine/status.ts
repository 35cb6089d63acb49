import { NamedError } from '../../lib/domain/errors.ts';
import type { Head } from './head.ts';

/** Error bodies up to this are read, so that the connection lives on and the service's own code can be quoted. */
export const ERROR_BODY_BYTES = 64 * 1024;

const THROTTLES =
  /^(SlowDown|Throttling|ThrottlingException|ThrottledException|TooManyRequests|ProvisionedThroughputExceededException|RequestLimitExceeded|RequestRateLimitExceeded|RequestThrottled)$/;

/** The service's own code: S3's `<Code>`, DynamoDB's `__type`. */
export function serviceCode(body: string): string | undefined {
  const xml = /<Code>\s*([\w.-]{1,80})\s*<\/Code>/.exec(body);
  if (xml) return xml[1];
  return /"__type"\s*:\s*"(?:[^"#]*#)?([\w.-]{1,80})"/.exec(body)?.[1];
}

/** The named error of a response that is not a success. 503 and 429 and the services' own codes for them are throttling. */
export function statusError(head: Head, body: string): NamedError {
  const code = serviceCode(body);
  const throttled = head.status === 503 || head.status === 429 || (code !== undefined && THROTTLES.test(code));
  const message = `answered ${head.status}${code === undefined ? '' : ` ${code}`}`;
  return new NamedError(throttled ? 'Throttled' : 'HttpStatus', message);
}
