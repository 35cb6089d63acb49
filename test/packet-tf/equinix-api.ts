import type { MetalApi, MetalServer } from '../../lib/adapters/metal/metal-api.ts';
import { type Api, allPages, type Connection, RequestRefused, request } from '../../lib/adapters/metal/provider-request.ts';

/** Equinix Metal's own address. The service closed on 2026-06-30: what is left is its API's shape, for proofs. */
export const EQUINIX_URL = 'https://api.equinix.com';

interface DevicePage {
  readonly devices?: readonly { readonly id: string; readonly hostname?: string; readonly state?: string }[];
}

/** Source: the provider's own client, equinix-sdk-go 0.41.0. */
export function equinixApi(connection: Connection): MetalApi {
  const api: Api = {
    ...connection,
    title: 'Equinix Metal',
    headers: { 'X-Auth-Token': connection.token, 'Content-Type': 'application/json' },
  };
  const page = async (project: string, number: number): Promise<MetalServer[]> => {
    const path = `/metal/v1/projects/${encodeURIComponent(project)}/devices?page=${number}&per_page=100`;
    const { devices = [] } = (await request(api, 'GET', path)) as DevicePage;
    return devices.map(({ id, hostname = '', state = 'unknown' }) => ({ id, hostname, status: state }));
  };
  return {
    title: api.title,
    servers: (project) => allPages((number) => page(project, number)),
    async remove(server) {
      try {
        await request(api, 'DELETE', `/metal/v1/devices/${encodeURIComponent(server)}?force_delete=true`);
      } catch (error) {
        if (!(error instanceof RequestRefused) || error.status !== 404) throw error;
      }
    },
  };
}
