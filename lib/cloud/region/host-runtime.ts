import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { type HostRuntime, PARAMETER } from '../../domain/names.ts';

/** What instances download, as files on this machine, with the hashes they are checked by there. */
export interface HostFiles {
  readonly agent: { readonly path: string; readonly sha256: string };
  readonly node: Readonly<Record<'x86_64' | 'arm64', { readonly path: string; readonly sha512: string }>>;
}

/** Puts the files into the region's asset bucket and says where they lie. */
export function hostRuntime(scope: Construct, files: HostFiles): void {
  const agent = new Asset(scope, 'Agent', { path: files.agent.path });
  const x64 = new Asset(scope, 'NodeX64', { path: files.node.x86_64.path });
  const arm64 = new Asset(scope, 'NodeArm64', { path: files.node.arm64.path });
  const runtime: HostRuntime = {
    bucket: agent.s3BucketName,
    agent: { key: agent.s3ObjectKey, sha256: files.agent.sha256 },
    node: {
      x86_64: { key: x64.s3ObjectKey, sha512: files.node.x86_64.sha512 },
      arm64: { key: arm64.s3ObjectKey, sha512: files.node.arm64.sha512 },
    },
  };
  new StringParameter(scope, 'HostRuntimeParameter', {
    parameterName: PARAMETER.hostRuntime,
    description: 'firstbyte: what instances of this region download before they measure',
    stringValue: JSON.stringify(runtime),
  });
}
