import { describe, expect, it } from 'vitest';
import { awsProblem, deniedByAws } from '../../../bin/cloud/aws-errors.ts';

const named = (name: string, message = name, more = {}) => Object.assign(new Error(message), { name, ...more });

describe('an error of AWS is one line that says what to do', () => {
  it.each([
    [
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      /no AWS credentials: run `aws configure`/,
    ],
    [
      named('CredentialsProviderError', 'The SSO session associated with this profile has expired'),
      /session is over: run `aws sso login`/,
    ],
    [named('ExpiredTokenException'), /session token has expired/],
    [named('UnrecognizedClientException'), /does not know the access key/],
    [named('Error', 'Region is missing'), /no AWS region: set AWS_REGION/],
    [named('Error', 'getaddrinfo ENOTFOUND sts.nowhere', { code: 'ENOTFOUND' }), /cannot be reached: its name does not resolve/],
    [
      named('Error', 'fetch failed', { cause: named('Error', 'x', { code: 'ECONNREFUSED' }) }),
      /connection is refused.*ECONNREFUSED/,
    ],
    [named('Error', 'x', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), /certificate is not trusted here/],
    [named('ThrottlingException'), /is throttling \(ThrottlingException\): wait a minute/],
    [
      named('SomethingNew', 'a first line\nand more', { $metadata: { httpStatusCode: 418 } }),
      /^AWS answers 418 SomethingNew: a first line$/,
    ],
  ])('%s', (error, line) => {
    expect(awsProblem(error)).toMatch(line);
    expect(awsProblem(error)).not.toContain('\n');
  });

  it('names the permission that is missing, and not who asked', () => {
    const denied = named(
      'AccessDeniedException',
      'User: arn:aws:iam::123:user/me is not authorized to perform: states:StartExecution on resource: x',
    );
    expect(awsProblem(denied)).toMatch(/^AWS denies access to states:StartExecution: /);
    expect(awsProblem(denied)).not.toContain('arn:');
    expect(deniedByAws(denied)).toBe(true);
  });

  it('is no line for an error that is none of AWS', () => {
    expect(awsProblem(new TypeError('x is not a function'))).toBeUndefined();
    expect(awsProblem('a text')).toBeUndefined();
  });
});
