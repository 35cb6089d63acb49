import { Duration, Validations } from 'aws-cdk-lib';
import {
  AccessLevel,
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PAGE_HEADERS } from './security-headers.ts';

/** Never there: so the root is a missing object and not a list of all pages. */
const NO_ROOT = 'there-is-no-root';
const YEAR = Duration.days(365);

/** The private bucket behind CloudFront, by origin access control. Returns the site's address. */
export function cloudfrontSite(scope: Construct, bucket: Bucket, policy: string): string {
  const headers = new ResponseHeadersPolicy(scope, 'Headers', {
    comment: 'firstbyte: pages load nothing and nothing frames them',
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: YEAR, override: true },
    },
    customHeadersBehavior: { customHeaders: [{ header: 'x-robots-tag', value: PAGE_HEADERS['x-robots-tag'], override: true }] },
  });
  const distribution = new Distribution(scope, 'Distribution', {
    comment: 'firstbyte: published pages',
    defaultBehavior: {
      // With leave to list, S3 answers 404 for what is missing and not 403; no path but the root's could list, and that one is taken.
      origin: S3BucketOrigin.withOriginAccessControl(bucket as IBucket, {
        originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
      }),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: headers,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      compress: true,
    },
    defaultRootObject: NO_ROOT,
    priceClass: PriceClass.PRICE_CLASS_100,
    httpVersion: HttpVersion.HTTP2_AND_3,
  });
  Validations.of(distribution).acknowledge(
    { id: '@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk', reason: 'A root object is named, so that no path lists.' },
    { id: 'AwsSolutions-CFR1', reason: 'A report may be read from anywhere.' },
    { id: 'AwsSolutions-CFR2', reason: 'Static files from a private bucket; a firewall would cost money every month.' },
    { id: 'AwsSolutions-CFR3', reason: 'A log would keep readers and the unguessable addresses of pages.' },
    {
      id: 'AwsSolutions-CFR4',
      reason: "CloudFront's own name comes with its own certificate, whose lowest TLS version cannot be set.",
    },
  );
  return `https://${distribution.distributionDomainName}`;
}
