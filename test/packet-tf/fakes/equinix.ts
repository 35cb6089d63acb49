import { randomUUID } from 'node:crypto';
import { bear, type FakeProvider, type FakeServer, type Fault } from './fake-provider.ts';
import { type Answer, type Call, serveJson } from './json-server.ts';

const WORDS = { ready: 'active', waiting: 'provisioning', failed: 'failed' };
const NOT_FOUND: Answer = { status: 404, body: { errors: ['Not found'] } };
/** Less than a real page, so that a few servers are several pages. */
const PAGE = 3;

interface DeviceRequest {
  readonly hostname: string;
  readonly plan: string;
  readonly metro: string;
  readonly billing_cycle: string;
  readonly operating_system: string;
  readonly userdata: string;
}

/** Equinix Metal's API as its provider 1.39.0 and this project use it. */
export async function fakeEquinix(): Promise<FakeProvider> {
  const project = randomUUID();
  const token = randomUUID();
  const servers = new Map<string, FakeServer>();
  const faults: Fault[] = [];
  const refusals: number[] = [];

  const create = ({ body }: Call): Answer => {
    const { hostname, plan, metro, billing_cycle, operating_system, userdata } = body as DeviceRequest;
    const id = randomUUID();
    const wanted = { id, project, hostname, plan, site: metro, billing: billing_cycle, system: operating_system, boot: userdata };
    const outcome = bear({ servers, faults }, wanted, WORDS);
    if (outcome === 'cut') return 'cut';
    if (outcome === 'no stock') return { status: 422, body: { errors: ['There is no stock of this plan in this metro'] } };
    if (outcome === 'error') return { status: 500, body: { errors: ['Internal error'] } };
    return { status: 201, body: device(servers.get(id)) };
  };

  const remove = (id: string): Answer => {
    const server = servers.get(id);
    if (!server) return NOT_FOUND;
    if (server.busy-- > 0) return { status: 422, body: { errors: ['Cannot delete a device while it is provisioning'] } };
    servers.delete(id);
    return { status: 204 };
  };

  const answer = (call: Call): Answer => {
    const { method, path, query, headers } = call;
    if (headers['x-auth-token'] !== token) return { status: 401, body: { errors: ['Invalid authentication token'] } };
    const refusal = refusals.shift();
    if (refusal) return { status: refusal, body: { errors: ['try again'] } };
    if (path === `/metal/v1/projects/${project}/devices`) {
      if (method === 'POST') return create(call);
      const from = (Number(query.get('page') ?? 1) - 1) * PAGE;
      return { status: 200, body: { devices: [...servers.values()].slice(from, from + PAGE).map(device) } };
    }
    const id = /^\/metal\/v1\/devices\/([^/]+)$/.exec(path)?.[1] ?? '';
    if (method === 'DELETE') return remove(id);
    return servers.has(id) ? { status: 200, body: device(servers.get(id)) } : NOT_FOUND;
  };

  const { port, calls, close } = await serveJson(answer, { contentType: 'application/json' });
  return { url: `http://127.0.0.1:${port}`, token, project, servers, calls, faults, refusals, rest: () => 0, close };
}

function device(server: FakeServer | undefined): unknown {
  if (!server) return undefined;
  const { id, project, hostname, plan, site, billing, system, status } = server;
  return {
    id,
    hostname,
    state: status,
    billing_cycle: billing,
    locked: false,
    always_pxe: false,
    plan: { slug: plan },
    metro: { code: site },
    facility: { code: `${site}1` },
    operating_system: { slug: system },
    project: { id: project },
    tags: [],
    ssh_keys: [],
    ip_addresses: [],
    network_ports: [],
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}
