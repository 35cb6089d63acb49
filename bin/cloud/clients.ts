import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { PricingClient } from '@aws-sdk/client-pricing';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import { type AwsClients, awsClients } from '../../lib/adapters/aws/clients.ts';
import { PRICE_LIST_REGION } from '../../lib/adapters/aws/price-list.ts';

/** What the command line asks of AWS beside what the functions of the lab do. */
export interface CommandClients extends AwsClients {
  sts(region: string): STSClient;
  cloudformation(region: string): CloudFormationClient;
  quotas(region: string): ServiceQuotasClient;
  logs(region: string): CloudWatchLogsClient;
  pricing(): PricingClient;
}

/** A person waits: an address that does not answer is said after seconds, not minutes. */
const PATIENCE = { requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 } };

export function commandClients(): CommandClients {
  return {
    ...awsClients(),
    sts: (region) => new STSClient({ region, ...PATIENCE }),
    cloudformation: (region) => new CloudFormationClient({ region, ...PATIENCE }),
    quotas: (region) => new ServiceQuotasClient({ region, ...PATIENCE }),
    logs: (region) => new CloudWatchLogsClient({ region, ...PATIENCE }),
    pricing: () => new PricingClient({ region: PRICE_LIST_REGION, ...PATIENCE }),
  };
}
