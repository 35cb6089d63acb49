import { Aws, Duration, Fn } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { SITE_FUNCTION, siteBucket, VARIABLE } from '../../domain/names.ts';
import { bundledFunction } from '../bundled-function.ts';
import { ARN } from '../permissions/arns.ts';
import { PAGE_HEADERS } from './security-headers.ts';

/** The private bucket behind a function with an address of its own: for accounts that AWS refuses CloudFront. Returns the address. */
export function functionUrlSite(scope: Construct, home: string, policy: string): string {
  const bucket = siteBucket(Aws.ACCOUNT_ID, home);
  const server = bundledFunction(scope, 'Server', {
    functionName: SITE_FUNCTION,
    description: 'firstbyte: serves published pages',
    entry: 'site',
    memoryMb: 512,
    timeout: Duration.seconds(30),
    permissions: [
      {
        actions: ['s3:GetObject'],
        resources: [ARN.objects(bucket, '*')],
        because: 'each run has an unguessable folder of its own; without leave to list, none is found',
      },
    ],
    environment: {
      [VARIABLE.account]: Aws.ACCOUNT_ID,
      [VARIABLE.headers]: JSON.stringify({ ...PAGE_HEADERS, 'content-security-policy': policy }),
    },
  });
  const { url } = server.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
  // AWS ends it with a slash; what follows begins with one.
  const parts = Fn.split('/', url, 4);
  return Fn.join('//', [Fn.select(0, parts), Fn.select(2, parts)]);
}
