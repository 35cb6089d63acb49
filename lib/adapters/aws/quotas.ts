import { GetAccountSettingsCommand, GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { GetServiceQuotaCommand, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';

/** Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances, counted in vCPU. */
const STANDARD_VCPUS = 'L-1216C47A';

/** Standard vCPU that may run at once in the client's region; undefined where AWS names no value. Throws as the SDK does. */
export async function standardVcpus(quotas: ServiceQuotasClient): Promise<number | undefined> {
  const { Quota } = await quotas.send(new GetServiceQuotaCommand({ ServiceCode: 'ec2', QuotaCode: STANDARD_VCPUS }));
  return Quota?.Value;
}

/** Invocations that may run at once in the client's region and that no function has reserved; undefined where AWS names no value. */
export async function lambdaConcurrency(lambda: LambdaClient): Promise<number | undefined> {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  return AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions;
}

/** Memory of a deployed function in MB; undefined when it is not deployed. Other errors pass. */
export async function functionMemory(lambda: LambdaClient, name: string): Promise<number | undefined> {
  try {
    const { MemorySize } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    return MemorySize;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
