import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { HostLost } from '../../../domain/errors.ts';
import { type HostRuntime, type Network, PARAMETER, regionStack } from '../../../domain/names.ts';
import { failureName } from '../../stores/store-failure.ts';

/** Where instances of a region are launched. Throws HostLost where its stack is not deployed. */
export const networkOf = (ssm: SSMClient, region: string): Promise<Network> => ofStack<Network>(ssm, region, PARAMETER.network);

/** What instances of a region download. Throws HostLost where its stack is not deployed. */
export const runtimeOf = (ssm: SSMClient, region: string): Promise<HostRuntime> =>
  ofStack<HostRuntime>(ssm, region, PARAMETER.hostRuntime);

/** The current image behind one of AWS's or Canonical's public parameters. */
export async function imageOf(ssm: SSMClient, region: string, parameter: string): Promise<string> {
  const image = await parameterValue(ssm, parameter);
  if (!image) throw new HostLost(`${region} has no image ${parameter}: choose another host`);
  return image;
}

async function ofStack<T>(ssm: SSMClient, region: string, parameter: string): Promise<T> {
  const text = await parameterValue(ssm, parameter);
  if (!text) throw new HostLost(`${region} has no ${parameter}: deploy first (npx cdk deploy ${regionStack(region)})`);
  return JSON.parse(text) as T;
}

async function parameterValue(ssm: SSMClient, Name: string): Promise<string | undefined> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
    return Parameter?.Value;
  } catch (error) {
    if (failureName(error) === 'ParameterNotFound') return undefined;
    throw error;
  }
}
