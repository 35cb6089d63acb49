import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { PARAMETER, SITE_STACK, siteBucket } from '../domain/names.ts';
import type { SiteKind } from './deployment.ts';
import { privateBucket } from './private-bucket.ts';
import { cloudfrontSite } from './site/cloudfront-site.ts';
import { functionUrlSite } from './site/function-url-site.ts';
import { contentPolicy, type PageHashes } from './site/security-headers.ts';

export interface SiteStackProps extends StackProps {
  readonly home: string;
  readonly kind: SiteKind;
  /** What the pages hold. One of a version that is neither this nor released is shown bare. */
  readonly pageHashes: PageHashes;
}

/** Published pages: a private bucket, and one way to read what is named exactly. It may stay when everything else is destroyed. */
export class SiteStack extends Stack {
  constructor(scope: Construct, { home, kind, pageHashes, ...props }: SiteStackProps) {
    super(scope, SITE_STACK, { ...props, env: { region: home }, description: 'firstbyte: published pages' });
    const bucket = privateBucket(this, 'Bucket', { bucketName: siteBucket(Aws.ACCOUNT_ID, home) });
    const policy = contentPolicy(pageHashes);
    const url = kind === 'cloudfront' ? cloudfrontSite(this, bucket, policy) : functionUrlSite(this, home, policy);
    new StringParameter(this, 'UrlParameter', {
      parameterName: PARAMETER.siteUrl,
      description: 'firstbyte: address of the published pages',
      stringValue: url,
    });
    new CfnOutput(this, 'Url', { value: url, description: 'Pages lie in unguessable folders below this address' });
  }
}
