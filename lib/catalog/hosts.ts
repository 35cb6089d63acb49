import type { HostEntry } from '../domain/catalog.ts';
import { EC2_HOSTS } from './ec2-hosts.ts';
import { METAL_HOSTS } from './metal-hosts.ts';

const LAMBDA = 'AWS Lambda quotas; network: third-party measurements only';
const LAMBDA_NETWORK = { promised: 'unpublished', baselineGbps: null, burstGbps: null };

const LAMBDA_HOSTS = [
  {
    id: 'lambda-128mb',
    title: 'Lambda 128 MB',
    kind: 'lambda',
    provider: 'aws',
    asked: true,
    arch: 'arm64',
    memoryMb: 128,
    network: LAMBDA_NETWORK,
    note: '7 % of a vCPU: small requests are bound by the client',
    asOf: '2026',
    source: LAMBDA,
  },
  {
    id: 'lambda-1gb',
    title: 'Lambda 1 GB',
    kind: 'lambda',
    provider: 'aws',
    asked: true,
    arch: 'arm64',
    memoryMb: 1024,
    network: LAMBDA_NETWORK,
    asOf: '2026',
    source: LAMBDA,
  },
  {
    id: 'lambda-3gb',
    title: 'Lambda 3 GB',
    kind: 'lambda',
    provider: 'aws',
    asked: true,
    arch: 'arm64',
    memoryMb: 3008,
    network: LAMBDA_NETWORK,
    note: '3,008 MB: what new accounts allow of the 3 GB asked for',
    asOf: '2026',
    source: LAMBDA,
  },
] as const satisfies readonly HostEntry[];

const THIS = 'the machine the command runs on';
const LOOPBACK = { promised: 'as this machine has', baselineGbps: null, burstGbps: null };

const LOCAL_HOSTS = [
  {
    id: 'this-machine',
    title: 'this machine',
    kind: 'local',
    provider: 'local',
    asked: false,
    arch: 'this',
    memoryMb: null,
    network: LOOPBACK,
    asOf: '2026-11-20',
    source: THIS,
  },
  {
    id: 'lambda-handler',
    title: 'the Lambda handler on this machine',
    kind: 'local',
    provider: 'local',
    asked: false,
    arch: 'this',
    memoryMb: null,
    network: LOOPBACK,
    note: 'proves the handler; no Lambda',
    asOf: '2026-11-20',
    source: THIS,
  },
] as const satisfies readonly HostEntry[];

/** Every host that can be named, asked for or not. */
export const HOSTS: readonly HostEntry[] = [...EC2_HOSTS, ...LAMBDA_HOSTS, ...METAL_HOSTS, ...LOCAL_HOSTS];
