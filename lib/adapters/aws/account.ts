import { DescribeInstanceTypeOfferingsCommand, DescribeInstanceTypesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { NamedError } from '../../domain/errors.ts';

/** The number of the account the credentials belong to. */
export async function callerAccount(sts: STSClient): Promise<string> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (!Account) throw new NamedError('NoAccount', 'AWS did not say which account these credentials belong to');
  return Account;
}

/** `free`: the plan of accounts since July 2025, which launches free-tier-eligible instance types only. */
export type AccountPlan = 'free' | 'paid';

/** The Free Tier API answers in this region alone, and has no client package of its own. */
const FREE_TIER = { region: 'us-east-1', endpoint: 'https://freetier.us-east-1.api.aws' };

/**
 * The account's plan. `sts` lends its credentials, its hash and its limits of time. An account made before there were plans counts as
 * paid. Throws as the SDK does: an error's name is AWS's own.
 */
export async function accountPlan(sts: STSClient, env: NodeJS.ProcessEnv): Promise<AccountPlan> {
  const url = new URL(env.AWS_ENDPOINT_URL_FREETIER ?? env.AWS_ENDPOINT_URL ?? FREE_TIER.endpoint);
  const credentials = await sts.config.credentials();
  const signer = new SignatureV4({ service: 'freetier', region: FREE_TIER.region, credentials, sha256: sts.config.sha256 });
  const request = {
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: '/',
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSFreeTierService.GetAccountPlanState',
    },
    body: '{}',
  };
  const { headers } = await signer.sign(request);
  const answer = await fetch(url, { method: 'POST', headers, body: request.body, signal: AbortSignal.timeout(10_000) });
  const said = (await answer.json().catch(() => ({}))) as { readonly accountPlanType?: string; readonly __type?: string };
  if (answer.ok) return said.accountPlanType === 'FREE' ? 'free' : 'paid';
  const name = said.__type?.split('#').at(-1) ?? `Status${answer.status}`;
  if (name === 'ResourceNotFoundException') return 'paid';
  throw new NamedError(name, `the Free Tier API answers ${answer.status}`);
}

/** What a region says about an instance type. A type it does not know is not in the answer. */
export interface OfferedType {
  readonly type: string;
  readonly vcpus: number;
  readonly freeTier: boolean;
}

/** Instance types of `wanted` that some zone of the region offers today. Throws as the SDK does. */
export async function offeredTypes(ec2: EC2Client, wanted: readonly string[]): Promise<OfferedType[]> {
  if (wanted.length === 0) return [];
  const filtered = { Filters: [{ Name: 'instance-type', Values: [...wanted] }] };
  const { InstanceTypeOfferings = [] } = await ec2.send(
    new DescribeInstanceTypeOfferingsCommand({ LocationType: 'region', ...filtered }),
  );
  const offered = new Set<string>(InstanceTypeOfferings.flatMap(({ InstanceType }) => InstanceType ?? []));
  // A filter, not InstanceTypes: naming one unknown type there fails the whole call.
  const { InstanceTypes = [] } = await ec2.send(new DescribeInstanceTypesCommand(filtered));
  return InstanceTypes.flatMap(({ InstanceType, VCpuInfo, FreeTierEligible }) =>
    InstanceType && offered.has(InstanceType)
      ? [{ type: InstanceType, vcpus: VCpuInfo?.DefaultVCpus ?? 2, freeTier: FreeTierEligible ?? false }]
      : [],
  );
}
