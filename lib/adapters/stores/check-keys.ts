import { PATIENCE, type Patience } from './patience.ts';
import { s3Client } from './s3-client.ts';
import { endpointUrl, type S3Endpoint } from './s3-endpoint.ts';
import { storeFailure } from './store-failure.ts';

/**
 * Asks the service for the list of its buckets, which is the cheapest request whose refusal says why: HEAD has no body to say it in.
 * Makes nothing. Throws StoreFailed naming `what` when the keys are not good there.
 */
export async function checkKeys(what: string, s3: S3Endpoint, patience: Patience = PATIENCE): Promise<void> {
  const { ListBucketsCommand } = await import('@aws-sdk/client-s3');
  const client = await s3Client(s3, patience);
  try {
    await client.send(new ListBucketsCommand({}), { abortSignal: AbortSignal.timeout(patience.contactSeconds * 1000) });
  } catch (error) {
    throw storeFailure(what, endpointUrl(s3.endpoint).origin, error);
  } finally {
    client.destroy();
  }
}
