import { describe, expect, it } from 'vitest';
import { SITE_KINDS } from '../../../lib/cloud/deployment.ts';
import { synthesized } from './synthesized.ts';

/** What each kind of resource costs while nothing runs, and why that is nothing. A kind that is not here is refused. */
const COSTS_NOTHING_IDLE: Readonly<Record<string, string>> = {
  'AWS::CloudFront::Distribution': 'by request and byte, the first 10 million and terabyte a month free',
  'AWS::CloudFront::OriginAccessControl': 'free',
  'AWS::CloudFront::ResponseHeadersPolicy': 'free',
  'AWS::CodeBuild::Project': 'by build minute',
  'AWS::DynamoDB::Table': 'on demand: by request and stored byte, and it is empty',
  'AWS::EC2::InternetGateway': 'free',
  'AWS::EC2::Route': 'free',
  'AWS::EC2::RouteTable': 'free',
  'AWS::EC2::SecurityGroup': 'free',
  'AWS::EC2::Subnet': 'free',
  'AWS::EC2::SubnetRouteTableAssociation': 'free',
  'AWS::EC2::VPC': 'free',
  'AWS::EC2::VPCEndpoint': 'gateway endpoints are free; another test refuses any other type',
  'AWS::EC2::VPCGatewayAttachment': 'free',
  'AWS::Events::Rule': 'schedules and events of AWS services are free',
  'AWS::IAM::InstanceProfile': 'free',
  'AWS::IAM::Role': 'free',
  'AWS::Lambda::EventInvokeConfig': 'free',
  'AWS::Lambda::Function': 'by invocation; the hourly janitor takes seconds of a monthly 400,000 GB-seconds that are free',
  'AWS::Lambda::Permission': 'free',
  'AWS::Lambda::Url': 'free beside the invocations',
  'AWS::Logs::LogGroup': 'by byte written and stored, kept for a week',
  'AWS::S3::Bucket': 'by byte and request: reports stay, data and records expire',
  'AWS::S3::BucketPolicy': 'free',
  'AWS::SSM::Parameter': 'standard parameters are free',
  'AWS::Scheduler::ScheduleGroup': 'free',
  'AWS::StepFunctions::StateMachine': 'by transition',
};

describe.each(SITE_KINDS)('between runs, with a site by %s', (kind) => {
  const { resources, ofType } = synthesized(kind);

  it('nothing costs money', () => {
    const billed = resources.filter(([, { Type }]) => !(Type in COSTS_NOTHING_IDLE));
    expect(billed.map(([path, { Type }]) => `${path} ${Type}`)).toEqual([]);
  });

  it('parameters and tables are of the kinds that cost nothing', () => {
    for (const [, { Properties }] of ofType('AWS::SSM::Parameter')) expect(Properties?.Tier ?? 'Standard').toBe('Standard');
    for (const [, { Properties }] of ofType('AWS::DynamoDB::Table')) expect(Properties?.BillingMode).toBe('PAY_PER_REQUEST');
    for (const [, { Properties }] of ofType('AWS::Lambda::Function')) expect(Properties).not.toHaveProperty('SnapStart');
  });
});
