import { describe, expect, it } from 'vitest';
import { authenticate } from '../../../../../lib/adapters/local/s3/authenticate.ts';
import { chunkSignature, trailerSignature } from '../../../../../lib/adapters/local/s3/chunk-signing.ts';
import { sha256Hex, signingKey } from '../../../../../lib/adapters/local/s3/sigv4.ts';

// The worked examples of AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html,
// sigv4-query-string-auth.html, sigv4-streaming.html and sigv4-streaming-trailers.html. Their secret is an example's.
const EXAMPLE = {
  region: 'us-east-1',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const AT = Date.UTC(2013, 4, 24);
const SCOPE = '20130524/us-east-1/s3/aws4_request';
const EMPTY = sha256Hex('');

function headerSigned(signedHeaders: string, signature: string, headers: Record<string, string>) {
  const authorization = `AWS4-HMAC-SHA256 Credential=${EXAMPLE.accessKeyId}/${SCOPE},SignedHeaders=${signedHeaders},Signature=${signature}`;
  return new Map(
    Object.entries({ host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z', authorization, ...headers }),
  );
}

describe('signature version 4', () => {
  it("accepts AWS's example of a GET with a range", () => {
    const signature = 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41';
    const headers = headerSigned('host;range;x-amz-content-sha256;x-amz-date', signature, {
      range: 'bytes=0-9',
      'x-amz-content-sha256': EMPTY,
    });
    const request = { method: 'GET', path: '/test.txt', query: new Map(), headers };
    expect(authenticate(request, EXAMPLE, AT).payloadHash).toBe(EMPTY);
    headers.set('range', 'bytes=0-8');
    expect(() => authenticate(request, EXAMPLE, AT)).toThrow(expect.objectContaining({ name: 'SignatureDoesNotMatch' }));
  });

  it("accepts AWS's example of a listing, whose query is signed sorted", () => {
    const signature = '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7';
    const headers = headerSigned('host;x-amz-content-sha256;x-amz-date', signature, { 'x-amz-content-sha256': EMPTY });
    const query = new Map([
      ['prefix', 'J'],
      ['max-keys', '2'],
    ]);
    expect(authenticate({ method: 'GET', path: '/', query, headers }, EXAMPLE, AT).payloadHash).toBe(EMPTY);
  });

  it("accepts AWS's example of a presigned URL until it expires", () => {
    const query = new Map([
      ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
      ['X-Amz-Credential', `${EXAMPLE.accessKeyId}/${SCOPE}`],
      ['X-Amz-Date', '20130524T000000Z'],
      ['X-Amz-Expires', '86400'],
      ['X-Amz-SignedHeaders', 'host'],
      ['X-Amz-Signature', 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'],
    ]);
    const request = { method: 'GET', path: '/test.txt', query, headers: new Map([['host', 'examplebucket.s3.amazonaws.com']]) };
    expect(authenticate(request, EXAMPLE, AT + 86_400_000).payloadHash).toBe('UNSIGNED-PAYLOAD');
    expect(() => authenticate(request, EXAMPLE, AT + 86_401_000)).toThrow(expect.objectContaining({ name: 'AccessDenied' }));
  });

  it("computes the chain of signatures of AWS's example of a chunked upload", () => {
    const start = {
      key: signingKey(EXAMPLE.secretAccessKey, SCOPE),
      amzDate: '20130524T000000Z',
      scope: SCOPE,
      previous: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    };
    const first = chunkSignature(start, sha256Hex('a'.repeat(65_536)));
    expect(first).toBe('ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648');
    const second = chunkSignature({ ...start, previous: first }, sha256Hex('a'.repeat(1024)));
    expect(second).toBe('0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497');
    const last = chunkSignature({ ...start, previous: second }, EMPTY);
    expect(last).toBe('b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9');
  });

  it("computes the signature of the trailer of AWS's example", () => {
    const start = {
      key: signingKey(EXAMPLE.secretAccessKey, SCOPE),
      amzDate: '20130524T000000Z',
      scope: SCOPE,
      previous: '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
    };
    expect(trailerSignature(start, ['x-amz-checksum-crc32c:sOO8/Q=='])).toBe(
      'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
    );
  });
});
