import { awsClients } from '../lib/adapters/aws/clients.ts';
import { siteServer } from '../lib/adapters/aws/site-server.ts';
import { siteBucket, VARIABLE } from '../lib/domain/names.ts';

const { AWS_REGION: home = '', [VARIABLE.account]: account = '', [VARIABLE.headers]: headers = '{}' } = process.env;

/** Behind a function URL, where there is no CloudFront. */
export const handler = siteServer({ s3: awsClients().s3(home), bucket: siteBucket(account, home), headers: JSON.parse(headers) });
