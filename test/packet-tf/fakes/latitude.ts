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
  /** Further projects, of names that others have as well: nothing keeps two from having the same one. */
  readonly twins: { readonly name: string; readonly id: string }[];
  /** User data, by id. */
  readonly scripts: Map<string, { readonly description: string; readonly content: string }>;
  /** What it offers; a test may change it. */
  readonly plans: FakePlan[];
  /** Port of the same API behind TLS; 0 without a certificate. */
  readonly tlsPort: number;
  /** Teams of further tokens, which see no project of this one's. */
  readonly otherTeams: Map<string, string>;
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
  const twins: FakeLatitude['twins'] = [];
  const token = randomUUID();
  const otherTeams = new Map<string, string>();
  const servers = new Map<string, FakeServer>();
  const scripts: FakeLatitude['scripts'] = new Map();
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
  const ofScripts = ({ method, query, body }: Call, id: string | undefined): Answer => {
    if (method === 'GET' && !id) {
      const from = (Number(query.get('page[number]') ?? 1) - 1) * PAGE;
      const listed = [...scripts].map(([one, { description }]) => ({ id: one, type: 'user_data', attributes: { description } }));
      return { status: 200, body: { data: listed.slice(from, from + PAGE) } };
    }
    if (method === 'POST') {
      const made = newId('ud');
      const { description, content } = attributesOf(body);
      scripts.set(made, { description, content });
      return { status: 201, body: { data: { id: made, type: 'user_data', attributes: { ...scripts.get(made), ...MOMENTS } } } };
    }
    if (!id || !scripts.has(id)) return NOT_FOUND;
    const data = { id, type: 'user_data', attributes: { ...scripts.get(id), ...MOMENTS } };
    if (method === 'DELETE') scripts.delete(id);
    return method === 'DELETE' ? { status: 204 } : { status: 200, body: { data } };
  };
  const ofProjects = ({ method, query, body }: Call, id: string | undefined): Answer => {
    if (method === 'POST') {
      const { name } = attributesOf(body);
      const made = newId('proj');
      if (projects.has(name)) twins.push({ name, id: made });
      else projects.set(name, made);
      return { status: 201, body: { data: { id: made, type: 'projects', attributes: { name } } } };
    }
    const every = [...[...projects].map(([name, known]) => ({ name, id: known })), ...twins];
    const data = every.map(({ name, id: known }) => ({ id: known, type: 'projects', attributes: { name } }));
    if (method === 'GET') return { status: 200, body: { data: query.get('page[number]') === '1' ? data : [] } };
    const name = every.find((one) => one.id === id)?.name;
    if ([...servers.values()].some((one) => one.project === id)) return refuse(422, 'PROJECT_HAS_SERVERS');
    if (name === undefined) return NOT_FOUND;
    if (projects.get(name) === id) projects.delete(name);
    else
      twins.splice(
        twins.findIndex((one) => one.id === id),
        1,
      );
    return { status: 204 };
  };

  const plans = [PLAN];
  const ofPlans = ({ query }: Call): Answer => {
    const slug = query.get('filter[slug]');
    const data = plans.filter(({ attributes }) => slug === null || attributes.slug === slug);
    return { status: 200, body: { data: query.get('page[number]') === '1' ? data : [] } };
  };

  const answer = (call: Call): Answer => {
    const other = otherTeams.get(String(call.headers.authorization));
    if (call.headers.authorization !== token && !other) return refuse(401, 'UNAUTHORIZED');
    const refusal = refusals.shift();
    if (refusal) return refuse(refusal, 'TRY_AGAIN');
    const [, kind, id, part] = call.path.split('/');
    if (kind === 'servers' && part === 'deploy_config') return { status: 200, body: { data: { id, attributes: {} } } };
    if (kind === 'servers') return ofServers(call, id);
    if (kind === 'user_data') return ofScripts(call, id);
    if (kind === 'projects') return other ? { status: 200, body: { data: [] } } : ofProjects(call, id);
    if (kind === 'team')
      return { status: 200, body: { data: [{ id: other ?? 't', attributes: { limits: { bare_metal: LIMIT } } }] } };
    if (kind === 'plans') return ofPlans(call);
    return NOT_FOUND;
  };

  const plain = await serveJson(answer, { contentType: CONTENT_TYPE });
  const secure: JsonServer | undefined = tls && (await serveJson(answer, { contentType: CONTENT_TYPE, tls }));
  return {
    url: `http://127.0.0.1:${plain.port}`,
    token,
    project,
    projects,
    plans,
    twins,
    otherTeams,
    scripts,
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

export interface FakePlan {
  readonly id: string;
  readonly attributes: {
    readonly slug: string;
    readonly specs: { readonly nics: readonly { readonly count: number; readonly type: string }[] };
    readonly regions: readonly {
      readonly name: string;
      readonly locations: { readonly available: readonly string[]; readonly in_stock: readonly string[] };
      readonly pricing: { readonly USD: { readonly hour: number } };
    }[];
  };
}

const PLAN: FakePlan = {
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
