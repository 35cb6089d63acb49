import { type Loopback, loopback } from './mailbox.ts';

/** The instance metadata service, version 2 only, with one role. */
export interface MetadataService extends Loopback {
  readonly requests: string[];
  /** What the role's document says; undefined for an instance without a profile. */
  role: { readonly keys: Readonly<Record<string, string>> } | undefined;
}

export const ROLE_KEYS = { AccessKeyId: 'ROLEKEY', SecretAccessKey: 'role secret', Token: 'role token' };
const TOKEN = 'a session of the metadata service';
const ROLES = '/latest/meta-data/iam/security-credentials/';

export async function metadataService(expiration: Date): Promise<MetadataService> {
  const requests: string[] = [];
  const service: Loopback = await loopback(({ method, url = '', headers }, response) => {
    requests.push(`${method} ${url}`);
    if (method === 'PUT' && url === '/latest/api/token') {
      return headers['x-aws-ec2-metadata-token-ttl-seconds'] ? response.end(TOKEN) : response.writeHead(400).end();
    }
    if (headers['x-aws-ec2-metadata-token'] !== TOKEN) return response.writeHead(401).end();
    if (!metadata.role) return response.writeHead(404).end();
    if (url === ROLES) return response.end('firstbyte-host\n');
    if (url === `${ROLES}firstbyte-host`) return response.end(JSON.stringify({ Code: 'Success', ...metadata.role.keys }));
    return response.writeHead(404).end();
  });
  const metadata: MetadataService = {
    ...service,
    requests,
    role: { keys: { ...ROLE_KEYS, Expiration: expiration.toISOString() } },
  };
  return metadata;
}
