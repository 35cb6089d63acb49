import { HostLost, oneLine } from '../../../domain/errors.ts';
import { failureName } from '../../stores/store-failure.ts';

/** Another zone may have room, or the type at all, where this one has not. */
const ELSEWHERE = new Set(['InsufficientInstanceCapacity', 'InsufficientHostCapacity', 'Unsupported']);

export const mayFitElsewhere = (error: unknown): boolean => ELSEWHERE.has(failureName(error));

/** What to do about a refused launch, by EC2's error code. */
const ADVICE: Readonly<Record<string, string>> = {
  InsufficientInstanceCapacity:
    'AWS has no room for it just now, also not in another zone: try again later or choose another host',
  Unsupported: 'AWS does not offer it there, against its own listing: choose another host',
  VcpuLimitExceeded: 'the quota of vCPUs is used up: raise quota L-1216C47A there, or run fewer lanes',
  InstanceLimitExceeded: 'the quota of instances is used up: raise it, or run fewer lanes',
  UnauthorizedOperation:
    'the run may not launch it: deploy again (npx cdk deploy --all), or ask who sets the rules of this account',
  PendingVerification: 'AWS is still verifying this account for that region: try again in a few hours',
  OptInRequired: 'this account is not signed up for EC2 there: complete its registration',
  Blocked: 'AWS has blocked this account from launching instances: ask AWS Support',
};

/** A refused launch as one line that says what to do. */
export function launchRefusal(type: string, region: string, error: unknown): HostLost {
  if (error instanceof HostLost) return error;
  const name = failureName(error);
  // No code of its own: accounts on the free plan get InvalidParameterCombination with this text.
  const advice = /free tier/i.test(oneLine(error))
    ? 'the free plan of this account does not include it: upgrade the account, or choose t3.micro or t4g.micro'
    : (ADVICE[name] ?? oneLine(error));
  return new HostLost(`${type} could not be launched in ${region} (${name || 'unknown'}): ${advice}`, { cause: error });
}
