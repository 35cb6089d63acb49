import type { S3Client } from '@aws-sdk/client-s3';
import type { Patience } from './patience.ts';
import { endpointUrl, type S3Endpoint } from './s3-endpoint.ts';

const ATTEMPTS = 3;

/** A client for administration. The AWS SDK costs 0.1 s to load and is therefore loaded here. */
export async function s3Client(s3: S3Endpoint, patience: Patience): Promise<S3Client> {
  const sdk = await import('@aws-sdk/client-s3');
  const { accessKeyId, secretAccessKey, sessionToken } = s3;
  return new sdk.S3Client({
    endpoint: endpointUrl(s3.endpoint).href,
    region: s3.region,
    forcePathStyle: s3.pathStyle,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    maxAttempts: ATTEMPTS,
    // B2 refuses the CRC32 header that the SDK adds by default.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: patience.connectSeconds * 1000,
      requestTimeout: patience.answerSeconds * 1000,
      throwOnRequestTimeout: true,
    },
  });
}
