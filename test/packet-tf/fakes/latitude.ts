import { randomBytes, randomUUID } from 'node:crypto';
import { bear, type FakeProvider, type FakeServer, type Fault } from './fake-provider.ts';
import { type Answer, type Call, type JsonServer, serveJson } from './json-server.ts';

const WORDS = { ready: 'on', waiting: 'deploying', failed: 'failed_deployment' };
const CONTENT_TYPE = 'application/vnd.api+json';
/** Less than a real page, so that a few servers are several pages. */
const PAGE = 3;
const LIMIT = 2;

interface Attributes {
  readonly project: string;
  readonly hostname: string;
  readonly plan: string;
  readonly site: string;
  readonly billing: string;
  readonly operating_system: string;
  readonly user_data: string;
  readonly name: string;
  readonly description: string;
  readonly content: string;
}

export interface FakeLatitude extends FakeProvider {
  /** Project ids by name. */
  readonly projects: Map<string, string>;
  /** Port of the same API behind TLS; 0 without a certificate. */
  readonly tlsPort: number;
}

const MOMENTS = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };
const newId = (kind: string): string => `${kind}_${randomBytes(6).toString('hex')}`;
const refuse = (status: number, code: string): Answer => ({
  status,
  body: { errors: [{ code, status: `${status}`, title: code, detail: code.toLowerCase().replaceAll('_', ' ') }] },
});
const NOT_FOUND = refuse(404, 'NOT_FOUND');

/** Latitude.sh's API as its provider 4.0.0 and this project use it. */
export async function fakeLatitude(tls?: { readonly key: string; readonly cert: string }): Promise<FakeLatitude> {
  const project = newId('proj');
  const projects = new Map([['given', project]]);
  const token = randomUUID();
  const servers = new Map<string, FakeServer>();
  const scripts = new Map<string, { readonly description: string; readonly content: string } & typeof MOMENTS>();
  const faults: Fault[] = [];
  const refusals: number[] = [];

  const create = (given: Attributes): Answer => {
    const id = newId('sv');
    const boot = Buffer.from(scripts.get(given.user_data)?.content ?? '', 'base64').toString();
    const { hostname, plan, site, billing, operating_system: system } = given;
    const outcome = bear({ servers, faults }, { id, project: given.project, hostname, plan, site, billing, system, boot }, WORDS);
    if (outcome === 'cut') return 'cut';
    if (outcome === 'no stock') return refuse(422, 'SERVERS_OUT_OF_STOCK');
    return outcome === 'error' ? refuse(500, 'INTERNAL_ERROR') : { status: 201, body: { data: described(servers.get(id)) } };
  };
  const remove = (id: string): Answer => {
    const server = servers.get(id);
    if (!server) return NOT_FOUND;
    if (server.busy-- > 0) return refuse(422, 'SERVER_BEING_PROVISIONED');
    servers.delete(id);
    return { status: 204 };
  };
  const ofServers = ({ method, query, body }: Call, id: string | undefined): Answer => {
    if (method === 'POST') return create(attributesOf(body));
    if (method === 'DELETE') return remove(id ?? '');
    if (id) return servers.has(id) ? { status: 200, body: { data: described(servers.get(id)) } } : NOT_FOUND;
    const from = (Number(query.get('page[number]') ?? 1) - 1) * PAGE;
    const within = query.get('filter[project]');
    const all = [...servers.values()].filter((one) => within === null || one.project === within);
    return { status: 200, body: { data: all.slice(from, from + PAGE).map(described) } };
  };
  const ofScripts = ({ method, body }: Call, id: string | undefined): Answer => {
    if (method === 'POST') {
      const made = newId('ud');
      const { description, content } = attributesOf(body);
      scripts.set(made, { description, content, ...MOMENTS });
      return { status: 201, body: { data: { id: made, type: 'user_data', attributes: scripts.get(made) } } };
    }
    if (!id || !scripts.has(id)) return NOT_FOUND;
    const data = { id, type: 'user_data', attributes: scripts.get(id) };
    if (method === 'DELETE') scripts.delete(id);
    return method === 'DELETE' ? { status: 204 } : { status: 200, body: { data } };
  };
  const ofProjects = ({ method, query, body }: Call, id: string | undefined): Answer => {
    if (method === 'POST') projects.set(attributesOf(body).name, newId('proj'));
    const data = [...projects].map(([name, known]) => ({ id: known, type: 'projects', attributes: { name } }));
    if (method === 'POST') return { status: 201, body: { data: data.at(-1) } };
    if (method === 'GET') return { status: 200, body: { data: query.get('page[number]') === '1' ? data : [] } };
    const name = data.find((one) => one.id === id)?.attributes.name;
    if ([...servers.values()].some((one) => one.project === id)) return refuse(422, 'PROJECT_HAS_SERVERS');
    return name !== undefined && projects.delete(name) ? { status: 204 } : NOT_FOUND;
  };

  const answer = (call: Call): Answer => {
    if (call.headers.authorization !== token) return refuse(401, 'UNAUTHORIZED');
    const refusal = refusals.shift();
    if (refusal) return refuse(refusal, 'TRY_AGAIN');
    const [, kind, id, part] = call.path.split('/');
    if (kind === 'servers' && part === 'deploy_config') return { status: 200, body: { data: { id, attributes: {} } } };
    if (kind === 'servers') return ofServers(call, id);
    if (kind === 'user_data') return ofScripts(call, id);
    if (kind === 'projects') return ofProjects(call, id);
    if (kind === 'team') return { status: 200, body: { data: [{ id: 't', attributes: { limits: { bare_metal: LIMIT } } }] } };
    if (kind === 'plans') return { status: 200, body: { data: call.query.get('page[number]') === '1' ? [PLAN] : [] } };
    return NOT_FOUND;
  };

  const plain = await serveJson(answer, { contentType: CONTENT_TYPE });
  const secure: JsonServer | undefined = tls && (await serveJson(answer, { contentType: CONTENT_TYPE, tls }));
  return {
    url: `http://127.0.0.1:${plain.port}`,
    token,
    project,
    projects,
    servers,
    calls: secure?.calls ?? plain.calls,
    faults,
    refusals,
    rest: () => scripts.size,
    tlsPort: secure?.port ?? 0,
    close: async () => void (await Promise.all([plain.close(), secure?.close()])),
  };
}

const attributesOf = (body: unknown): Attributes => (body as { data: { attributes: Attributes } }).data.attributes;

const PLAN = {
  id: 'plan_1',
  attributes: {
    slug: 'c2-small-x86',
    specs: { nics: [{ count: 1, type: '1 Gbps' }] },
    regions: [
      { name: 'United States', locations: { available: ['ASH', 'LAX'], in_stock: ['LAX'] }, pricing: { USD: { hour: 0.21 } } },
    ],
  },
};

function described(server: FakeServer | undefined): unknown {
  if (!server) return undefined;
  const { id, project, hostname, plan, site, system, status } = server;
  const attributes = {
    hostname,
    status,
    locked: false,
    primary_ipv4: '192.0.2.1',
    created_at: MOMENTS.created_at,
    plan: { slug: plan, billing: server.billing },
    operating_system: { slug: system },
    region: { site: { slug: site } },
    project: { id: project },
    tags: [],
    interfaces: [],
  };
  return { id, type: 'servers', attributes };
}
