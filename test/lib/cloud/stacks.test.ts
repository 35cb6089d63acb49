import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesizeDefinition } from '../../../lib/cloud/definition.ts';
import { lintDefinition } from '../../../lib/cloud/lint.ts';
import { RegionStack } from '../../../lib/cloud/region-stack.ts';
import { LAB_STACK, PARAMETER, regionStack, SITE_STACK, stepFunction } from '../../../lib/domain/names.ts';
import { STEP_NAMES } from '../../../lib/pipeline/step-names.ts';
import { CDK_JSON, FILES, type Resource, synthesized } from './synthesized.ts';

const REGIONS = ['eu-central-1', 'us-east-1', 'us-west-2'];
const made = synthesized();
const byUrl = synthesized('function-url');
const { ofType, resources, template, stacks } = made;
const properties = ([, { Properties = {} }]: readonly [string, Resource]) => Properties;
const named = (type: string, name: string) => ofType(type).filter((one) => Object.values(properties(one)).includes(name));

describe('the stacks', () => {
  it('are the site, the lab and one a measured region', () => {
    expect(stacks.map(({ stackName }) => stackName).sort()).toEqual([LAB_STACK, ...REGIONS.map(regionStack), SITE_STACK]);
  });

  it('are the same when they are synthesized again', () => {
    const again = synthesized();
    for (const { stackName } of stacks) expect(again.template(stackName).toJSON()).toEqual(template(stackName).toJSON());
  });

  it('name no account', () => {
    expect(JSON.stringify(resources)).not.toMatch(/:\d{12}:/);
    expect(stacks.map(({ environment }) => environment).every((text) => text.startsWith('aws://unknown-account/'))).toBe(true);
  });

  it('are deployed with the lab last, and destroyed with the lab first', () => {
    const lab = stacks.find(({ stackName }) => stackName === LAB_STACK);
    expect(lab?.dependencies.map(({ stackName }) => stackName).sort()).toEqual([...REGIONS.map(regionStack), SITE_STACK]);
  });

  it('go without a rest', () => {
    const kept = resources.filter(([, { DeletionPolicy }]) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete');
    expect(kept.map(([path]) => path)).toEqual([]);
    expect(ofType('AWS::S3::Bucket').every(([, { DeletionPolicy }]) => DeletionPolicy === 'Delete')).toBe(true);
    expect(resources.filter(([, { Type }]) => /^Custom::|CustomResource/.test(Type))).toEqual([]);
  });

  it('need the pinned CDK, without telemetry or notices', () => {
    const config = JSON.parse(readFileSync(CDK_JSON, 'utf8'));
    expect(config).toMatchObject({ app: 'node bin/launch.cjs --exec bin/app.ts', versionReporting: false, notices: false });
    expect(config.context['cli-telemetry']).toBe(false);
    expect(ofType('AWS::CDK::Metadata')).toEqual([]);
  });
});

describe('what stands between runs', () => {
  it('lets the public at nothing', () => {
    const block = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
    const buckets = [...ofType('AWS::S3::Bucket'), ...byUrl.ofType('AWS::S3::Bucket')];
    expect(buckets.length).toBe(2 * 5);
    for (const one of buckets) expect(properties(one)).toMatchObject({ PublicAccessBlockConfiguration: block });
    const policies = [...ofType('AWS::S3::BucketPolicy'), ...byUrl.ofType('AWS::S3::BucketPolicy')];
    for (const one of policies)
      for (const statement of (properties(one).PolicyDocument as { Statement: readonly Record<string, unknown>[] }).Statement)
        if (statement.Effect === 'Allow')
          expect(statement).toMatchObject({ Principal: { Service: 'cloudfront.amazonaws.com' }, Condition: expect.anything() });
    expect(ofType('AWS::Lambda::Url')).toEqual([]);
  });

  it('is encrypted, at rest and on the way', () => {
    for (const one of ofType('AWS::S3::Bucket')) expect(properties(one)).toMatchObject({ BucketEncryption: expect.anything() });
    const insecure = ofType('AWS::S3::BucketPolicy').map((one) => JSON.stringify(properties(one)));
    expect(insecure.length).toBe(5);
    for (const text of insecure) expect(text).toContain('"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
    // DynamoDB encrypts every table with a key of its own; saying nothing costs nothing.
    expect(ofType('AWS::DynamoDB::Table').length).toBe(3);
  });

  it('cleans itself: unfinished uploads after a day, data after a week, records after 90 days, pages never', () => {
    const rules = Object.fromEntries(
      ofType('AWS::S3::Bucket').map((one) => {
        const { Rules } = properties(one).LifecycleConfiguration as { Rules: readonly Record<string, unknown>[] };
        expect(Rules[0]).toMatchObject({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' });
        return [JSON.stringify(properties(one).BucketName).match(/firstbyte-\w+/)?.[0], Rules[1]?.ExpirationInDays];
      }),
    );
    expect(rules).toEqual({ 'firstbyte-data': 7, 'firstbyte-runs': 90, 'firstbyte-site': undefined });
  });

  it('keeps every log for a week and no longer than its stack', () => {
    for (const set of [made, byUrl]) {
      const groups = set.ofType('AWS::Logs::LogGroup');
      expect(groups.length).toBe(set.ofType('AWS::Lambda::Function').length + set.ofType('AWS::CodeBuild::Project').length);
      for (const one of groups) expect([properties(one).RetentionInDays, one[1].DeletionPolicy]).toEqual([7, 'Delete']);
      const written = set.ofType('AWS::Lambda::Function').map((one) => properties(one).LoggingConfig);
      expect(written.every(Boolean)).toBe(true);
    }
  });

  it('has no NAT, no interface endpoint and no way in', () => {
    expect(resources.filter(([, { Type }]) => /NatGateway|::EIP|SecurityGroupIngress/.test(Type))).toEqual([]);
    expect(ofType('AWS::EC2::VPCEndpoint').map((one) => properties(one).VpcEndpointType)).toEqual(Array(6).fill('Gateway'));
    expect(ofType('AWS::EC2::SecurityGroup').length).toBe(3);
    for (const one of ofType('AWS::EC2::SecurityGroup')) expect(properties(one).SecurityGroupIngress).toBeUndefined();
    for (const one of ofType('AWS::EC2::Subnet')) expect(properties(one).MapPublicIpOnLaunch).toBe(false);
  });
});

describe('a region in which the account has fewer zones', () => {
  it('has subnets in those only', () => {
    const app = new App({ postCliContext: { 'aws:cdk:bundling-stacks': [] } });
    const stack = new RegionStack(app, { region: 'us-east-1', zones: 2, files: FILES, nodeOptions: '' });
    const subnets = Object.values(Template.fromStack(stack).findResources('AWS::EC2::Subnet')) as Resource[];
    expect(subnets.map(({ Properties }) => Properties?.AvailabilityZone)).toEqual(
      [0, 1].map((zone) => ({ 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] })),
    );
  });
});

describe('the functions', () => {
  it('are a step each, the finalizer, the janitor and a probe a memory size and region', () => {
    const names = ofType('AWS::Lambda::Function').map((one) => String(properties(one).FunctionName));
    expect(names.filter((name) => name.startsWith('firstbyte-probe-'))).toHaveLength(3 * REGIONS.length);
    expect(names.filter((name) => !name.startsWith('firstbyte-probe-')).sort()).toEqual(
      [...STEP_NAMES.map(stepFunction), 'firstbyte-finalizer', 'firstbyte-janitor'].sort(),
    );
  });

  it('run on Node 24 and arm64, and reserve no concurrency', () => {
    for (const one of [...ofType('AWS::Lambda::Function'), ...byUrl.ofType('AWS::Lambda::Function')])
      expect(properties(one)).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    expect(resources.filter((one) => 'ReservedConcurrentExecutions' in properties(one))).toEqual([]);
  });

  it('measure once an order, with the memory that was asked for', () => {
    const probes = ofType('AWS::Lambda::Function')
      .map(properties)
      .filter(({ FunctionName }) => /probe/.test(String(FunctionName)));
    expect([...new Set(probes.map(({ MemorySize }) => MemorySize))].sort()).toEqual([1024, 128, 3008]);
    for (const probe of probes)
      expect(probe).toMatchObject({ Timeout: 900, Environment: { Variables: { NODE_OPTIONS: '--v8-pool-size=1' } } });
    const regional = ofType('AWS::Lambda::EventInvokeConfig').filter(([path]) => path.startsWith('firstbyte-region'));
    expect(regional.map((one) => properties(one).MaximumRetryAttempts)).toEqual(Array(9).fill(0));
  });

  it('know their deployment from their environment, and endpoints only where some were given', () => {
    const [plan] = named('AWS::Lambda::Function', 'firstbyte-plan');
    expect(plan && properties(plan).Environment).toEqual({
      Variables: {
        FIRSTBYTE_ACCOUNT: { Ref: 'AWS::AccountId' },
        FIRSTBYTE_REGIONS: REGIONS.join(','),
        FIRSTBYTE_VERSION: '1.2.3',
      },
    });
  });
});

describe('the lab', () => {
  it('runs the very definition that runs on one machine', () => {
    const [machine] = ofType('AWS::StepFunctions::StateMachine');
    const { DefinitionString: given } = properties(machine as readonly [string, Resource]) as { DefinitionString: unknown };
    const text = (given as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1]
      .map((part) => (typeof part === 'string' ? part : 'resolved'))
      .join('');
    const definition = JSON.parse(text);
    expect(lintDefinition(definition)).toEqual([]);
    expect(Object.keys(definition.States)).toEqual(Object.keys((synthesizeDefinition() as { States: object }).States));
    expect(properties(machine as readonly [string, Resource])).toMatchObject({
      StateMachineName: 'firstbyte',
      StateMachineType: 'STANDARD',
    });
  });

  it('calls the finalizer when an execution of this machine is over, whatever way', () => {
    const rule = ofType('AWS::Events::Rule')
      .map(properties)
      .find(({ EventPattern }) => EventPattern);
    expect(rule?.EventPattern).toMatchObject({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] },
    });
    expect(JSON.stringify(rule?.EventPattern)).toContain(':stateMachine:firstbyte');
  });

  it('wakes the janitor every hour', () => {
    const rule = ofType('AWS::Events::Rule')
      .map(properties)
      .find(({ ScheduleExpression }) => ScheduleExpression);
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' });
  });

  it('has a group for deadlines, and a role that only its schedules may use', () => {
    expect(named('AWS::Scheduler::ScheduleGroup', 'firstbyte')).toHaveLength(1);
    const [role] = named('AWS::IAM::Role', 'firstbyte-scheduler-us-east-1');
    const trust = JSON.stringify(role && properties(role).AssumeRolePolicyDocument);
    expect(trust).toContain('aws:SourceAccount');
    expect(trust).toContain(':schedule-group/firstbyte');
  });

  it('says its version', () => {
    template(LAB_STACK).hasOutput('Version', { Value: '1.2.3' });
  });
});

describe('a measured region', () => {
  it.each([
    ['eu-central-1', 3],
    ['us-east-1', 6],
    ['us-west-2', 4],
  ])('%s has a subnet in each of its %i zones, chosen when it is deployed', (region, zones) => {
    const subnets = Object.values(template(regionStack(region)).findResources('AWS::EC2::Subnet')) as Resource[];
    expect(subnets.map(({ Properties }) => Properties?.AvailabilityZone)).toEqual(
      Array.from({ length: zones }, (_, index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })),
    );
  });

  it('says where instances go and what they download', () => {
    const value = (name: string) => JSON.stringify(named('AWS::SSM::Parameter', name).map((one) => properties(one).Value)[1]);
    expect(value(PARAMETER.network)).toMatch(/vpc.*securityGroup.*subnets/);
    expect(value(PARAMETER.hostRuntime)).toContain('ab'.repeat(64));
    expect(value(PARAMETER.hostRuntime)).toContain('cd'.repeat(32));
  });
});

describe('the site', () => {
  it('shows nothing without an exact name: the root is a missing object, and the bucket is read by this distribution alone', () => {
    const [distribution] = ofType('AWS::CloudFront::Distribution');
    const config = properties(distribution as readonly [string, Resource]).DistributionConfig as Record<string, unknown>;
    expect(config).toMatchObject({
      DefaultRootObject: 'there-is-no-root',
      PriceClass: 'PriceClass_100',
      HttpVersion: 'http2and3',
    });
    expect(config.Logging).toBeUndefined();
    expect(ofType('AWS::CloudFront::OriginAccessControl')).toHaveLength(1);
  });

  it('lets a page load nothing', () => {
    const [headers] = ofType('AWS::CloudFront::ResponseHeadersPolicy');
    const text = JSON.stringify(headers && properties(headers));
    expect(text).toContain("default-src 'none'; script-src 'sha256-aGFzaA=='; style-src 'sha256-c3R5bGU='");
    expect(text).toContain("frame-ancestors 'none'");
  });

  it('is a function with an address where CloudFront is not to be had, which may read exact names only', () => {
    expect(byUrl.ofType('AWS::CloudFront::Distribution')).toEqual([]);
    expect(byUrl.ofType('AWS::Lambda::Url')).toHaveLength(1);
    const [role] = byUrl.ofType('AWS::IAM::Role').filter(([path]) => path.startsWith(SITE_STACK));
    expect(JSON.stringify(role && properties(role).Policies)).not.toContain('s3:ListBucket');
  });

  it('writes its address where the publisher looks', () => {
    for (const set of [made, byUrl])
      set.template(SITE_STACK).hasResourceProperties('AWS::SSM::Parameter', { Name: PARAMETER.siteUrl });
  });
});
