import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { PRICES } from '../../../lib/catalog/prices.ts';
import { BUILD_MINUTES } from '../../../lib/cloud/metal/metal-build.ts';
import { metalHostRole } from '../../../lib/domain/names.ts';
import { synthesized } from './synthesized.ts';

const lab: Template = synthesized().template('firstbyte-lab');
const [project] = Object.values(lab.findResources('AWS::CodeBuild::Project')) as { Properties: Record<string, unknown> }[];
const source = project?.Properties.Source as { readonly Type: string; readonly BuildSpec: string };

describe('the build of bare-metal hosts', () => {
  it('runs without privileges, without artifacts and with a log', () => {
    lab.hasResourceProperties('AWS::CodeBuild::Project', {
      Name: 'firstbyte-metal',
      Artifacts: { Type: 'NO_ARTIFACTS' },
      Environment: { Type: 'LINUX_CONTAINER', PrivilegedMode: Match.absent(), EnvironmentVariables: Match.absent() },
      LogsConfig: { CloudWatchLogs: { Status: 'ENABLED' } },
    });
  });

  it('gets the token from the parameter store alone, where CodeBuild hides it from logs', () => {
    const { env } = JSON.parse(source.BuildSpec) as { readonly env: Record<string, Record<string, string>> };
    expect(env['parameter-store']).toEqual({ LATITUDESH_AUTH_TOKEN: '/firstbyte/keys/latitude/token' });
    expect(env.variables).toBeUndefined();
  });

  it('is of the size whose minutes the estimate counts', () => {
    const environment = project?.Properties.Environment as { readonly ComputeType: string } | undefined;
    const sku = `codebuild:${environment?.ComputeType.replace('BUILD_', '').replace('_', '.').toLowerCase()}`;
    expect(PRICES.map((price) => price.sku)).toContain(sku);
  });

  it('ends long after Terraform gives up by itself', () => {
    const created = 25;
    expect(project?.Properties.TimeoutInMinutes).toBe(BUILD_MINUTES);
    expect(BUILD_MINUTES - created).toBeGreaterThanOrEqual(15);
  });

  it('makes hosts whose role only SSM of this account may take on', () => {
    lab.hasResourceProperties('AWS::IAM::Role', {
      RoleName: metalHostRole('us-east-1'),
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'ssm.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, ArnLike: Match.anyValue() },
          },
        ],
      },
    });
  });
});
