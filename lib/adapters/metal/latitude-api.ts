import type { MetalApi, MetalServer } from './metal-api.ts';
import { type Api, allPages, type Connection, RequestRefused, request } from './provider-request.ts';

export const LATITUDE_URL = 'https://api.latitude.sh';

export interface LatitudeApi extends MetalApi {
  /** Where a plan is offered; empty when there is no such plan. */
  offers(plan: string): Promise<readonly Offer[]>;
  /** How many servers the account may have, and has in all of its projects. */
  allowance(): Promise<Allowance>;
  /** Ids of the teams that the token is good for: what it does not list belongs to another one, or is gone. */
  accounts(): Promise<readonly string[]>;
  /** All projects of the account. */
  projects(): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Ids of all projects of that name: nothing keeps two from having the same one. */
  projectsNamed(name: string, until?: AbortSignal): Promise<readonly string[]>;
  /** Makes a project billed on demand; returns its id. */
  makeProject(name: string): Promise<string>;
  /** Deletes an empty project. One that is gone already is fine. */
  removeProject(project: string, until?: AbortSignal): Promise<void>;
  /** Scripts of first boots, of the whole account: they belong to no project. */
  userData(until?: AbortSignal): Promise<readonly { readonly id: string; readonly description: string }[]>;
  /** One that is gone already is fine. */
  removeUserData(id: string, until?: AbortSignal): Promise<void>;
}

/** A plan in one region of the provider. */
export interface Offer {
  readonly region: string;
  /** Site codes with stock now: `AMS`. */
  readonly inStock: readonly string[];
  /** Site codes where it is sold at all. */
  readonly sold: readonly string[];
  readonly usdPerHour: number | null;
  /** `2 x 10 Gbps`, as the provider writes it; empty when it does not. */
  readonly nics: string;
}

export interface Allowance {
  /** Null where the provider names no limit. */
  readonly limit: number | null;
  readonly used: number;
}

interface Listed<Attributes> {
  readonly data?: readonly { readonly id: string; readonly attributes?: Attributes }[];
}
interface PlanAttributes {
  readonly slug?: string;
  readonly specs?: { readonly nics?: readonly { readonly count?: number; readonly type?: string }[] };
  readonly regions?: readonly {
    readonly name?: string;
    readonly locations?: { readonly available?: readonly string[]; readonly in_stock?: readonly string[] };
    readonly pricing?: { readonly USD?: { readonly hour?: number } };
  }[];
}
type ServerAttributes = { readonly hostname?: string; readonly status?: string };
type TeamAttributes = { readonly limits?: { readonly bare_metal?: number } };

const PAGE = 100;

/** Source: the provider's own client, latitudesh-go-sdk 1.19.3 (2026-08). Its token stands bare in the header. */
export function latitudeApi(connection: Connection): LatitudeApi {
  const api: Api = {
    ...connection,
    title: 'Latitude.sh',
    headers: {
      Authorization: connection.token,
      'Content-Type': 'application/vnd.api+json',
      Accept: 'application/vnd.api+json',
    },
  };
  const within = (until: AbortSignal | undefined): Api => (until ? { ...api, until } : api);
  const list = <A>(path: string, filter: Readonly<Record<string, string>>, until?: AbortSignal) =>
    allPages(async (number) => {
      const query = new URLSearchParams({ ...filter, 'page[size]': `${PAGE}`, 'page[number]': `${number}` });
      const { data = [] } = (await request(within(until), 'GET', `${path}?${query}`)) as Listed<A>;
      return data;
    });
  const serversOf = async (filter: Readonly<Record<string, string>>, until?: AbortSignal): Promise<MetalServer[]> =>
    (await list<ServerAttributes>('/servers', filter, until)).map(
      ({ id, attributes: { hostname = '', status = 'unknown' } = {} }) => ({
        id,
        hostname,
        status,
      }),
    );
  return {
    title: api.title,
    servers: (project, until) => serversOf({ 'filter[project]': project }, until),
    remove: (server, until) => removed(within(until), `/servers/${encodeURIComponent(server)}`),
    async offers(plan) {
      const plans = await list<PlanAttributes>('/plans', { 'filter[slug]': plan });
      return plans.flatMap(({ attributes }) => (attributes?.slug === plan ? offersOf(attributes) : []));
    },
    async allowance() {
      const { data = [] } = (await request(api, 'GET', '/team')) as Listed<TeamAttributes>;
      return { limit: data[0]?.attributes?.limits?.bare_metal ?? null, used: (await serversOf({})).length };
    },
    accounts: async () => (await list<TeamAttributes>('/team', {})).map(({ id }) => id),
    async projects() {
      const projects = await list<{ readonly name?: string }>('/projects', {});
      return projects.map(({ id, attributes }) => ({ id, name: attributes?.name ?? '' }));
    },
    async projectsNamed(name, until) {
      const projects = await list<{ readonly name?: string }>('/projects', { 'filter[name]': name }, until);
      return projects.flatMap(({ id, attributes }) => (attributes?.name === name ? [id] : []));
    },
    async makeProject(name) {
      const attributes = { name, provisioning_type: 'on_demand', environment: 'Development', description: 'firstbyte' };
      const made = (await request(api, 'POST', '/projects', { data: { type: 'projects', attributes } })) as {
        readonly data: { readonly id: string };
      };
      return made.data.id;
    },
    removeProject: (project, until) => removed(within(until), `/projects/${encodeURIComponent(project)}`),
    async userData(until) {
      const scripts = await list<{ readonly description?: string }>('/user_data', {}, until);
      return scripts.map(({ id, attributes }) => ({ id, description: attributes?.description ?? '' }));
    },
    removeUserData: (id, until) => removed(within(until), `/user_data/${encodeURIComponent(id)}`),
  };
}

async function removed(api: Api, path: string): Promise<void> {
  try {
    await request(api, 'DELETE', path);
  } catch (error) {
    if (!(error instanceof RequestRefused) || error.status !== 404) throw error;
  }
}

function offersOf({ specs, regions = [] }: PlanAttributes): Offer[] {
  const nics = (specs?.nics ?? []).map(({ count = 1, type = '' }) => `${count} x ${type}`).join(' + ');
  return regions.map(({ name = '', locations, pricing }) => ({
    region: name,
    inStock: locations?.in_stock ?? [],
    sold: locations?.available ?? [],
    usdPerHour: pricing?.USD?.hour ?? null,
    nics,
  }));
}
