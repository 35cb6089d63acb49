import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Fn, LocalBackend, S3Backend, TerraformLocal, TerraformStack, TerraformVariable } from 'cdktf';
import { BadInput } from '../lib/domain/errors.ts';
import { EquinixDevice, type EquinixMetro, type EquinixPlan, EquinixProvider, type EquinixSystem } from './equinix.ts';
import {
  type LatitudePlan,
  LatitudeProvider,
  LatitudeServer,
  type LatitudeSite,
  type LatitudeSystem,
  LatitudeUserData,
} from './latitude.ts';
import { checkUserData, userData } from './user-data.ts';

/** One bare-metal host, resolved: what `resolveHost` makes of the words of a plan. */
export type MetalHost = LatitudeHost | EquinixHost;

export interface LatitudeHost {
  readonly provider: 'latitude';
  /** Names its resources; unlike any other of the stack. */
  readonly role: string;
  readonly hostname: string;
  readonly plan: LatitudePlan;
  readonly site: LatitudeSite;
}

export interface EquinixHost {
  readonly provider: 'equinix';
  readonly role: string;
  readonly hostname: string;
  readonly plan: EquinixPlan;
  readonly site: EquinixMetro;
}

/** Where Terraform keeps its state: one a lane. */
export type Backend =
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly region: string };

export interface SynthOptions {
  /** Made when it is missing. */
  readonly outdir: string;
  readonly backend: Backend;
  /** Region of the hybrid activation. */
  readonly region: string;
  readonly powerOffMinutes: number;
  /** Describes the user data at the provider, which belongs to no project: by this it is found and removed. */
  readonly name?: string;
  /** How long Terraform waits for a host, seconds: well inside the limit of whatever runs Terraform. */
  readonly createSeconds?: number;
}

/**
 * Variables without a default; give them as TF_VAR_<name>. The activation is marked sensitive. The project exists before Terraform
 * runs and is not its to delete, so that what is in it can be found and removed whatever became of the state.
 */
export const VARIABLES = { project: 'project', activationCode: 'activation_code', activationId: 'activation_id' } as const;

export const HOSTS_STACK = 'hosts';
const CREATE_SECONDS = 25 * 60;
const LATITUDE_SYSTEM: LatitudeSystem = 'ubuntu_24_04_x64_lts';
const EQUINIX_SYSTEM: EquinixSystem = 'ubuntu_24_04';

/** The hosts of one list in one stack, with the providers they need and no other. */
export class HostsStack extends TerraformStack {
  constructor(scope: App, hosts: readonly MetalHost[], options: Omit<SynthOptions, 'outdir'>) {
    super(scope, HOSTS_STACK);
    // The S3 backend's own lock came with 1.10 and is stable since 1.11.
    this.addOverride('terraform.required_version', '>= 1.11.0, < 2.0.0');
    this.#keepStateIn(options.backend);
    const project = new TerraformVariable(this, VARIABLES.project, { type: 'string', description: 'id of an empty project' });
    // Written once and as plain text: inside a function call every quote of it would have to be escaped.
    const script = new TerraformLocal(this, 'user_data', this.#userData(options)).asString;
    const shared = { project: project.stringValue, createSeconds: options.createSeconds ?? CREATE_SECONDS };
    const latitude = hosts.filter((host) => host.provider === 'latitude');
    if (latitude.length > 0) {
      new LatitudeProvider(this, 'latitude');
      const boot = new LatitudeUserData(this, 'boot', {
        description: options.name ?? 'firstbyte',
        contentBase64: Fn.base64encode(script),
      });
      for (const { role, hostname, plan, site } of latitude)
        new LatitudeServer(this, role, { ...shared, hostname, plan, site, operatingSystem: LATITUDE_SYSTEM, userData: boot });
    }
    const equinix = hosts.filter((host) => host.provider === 'equinix');
    if (equinix.length > 0) new EquinixProvider(this, 'equinix');
    for (const { role, hostname, plan, site: metro } of equinix)
      new EquinixDevice(this, role, { ...shared, hostname, plan, metro, operatingSystem: EQUINIX_SYSTEM, userData: script });
  }

  #keepStateIn(backend: Backend): void {
    if (backend.kind === 'local') new LocalBackend(this, { path: backend.path });
    else {
      const { bucket, key, region } = backend;
      new S3Backend(this, { bucket, key, region, encrypt: true, useLockfile: true });
    }
  }

  #userData({ region, powerOffMinutes }: Pick<SynthOptions, 'region' | 'powerOffMinutes'>): string {
    const secret = (id: string, description: string, condition: string): string => {
      const variable = new TerraformVariable(this, id, { type: 'string', sensitive: true, description });
      // It stands between single quotes of a shell script.
      variable.addValidation({ condition, errorMessage: `this is no ${description}` });
      return variable.stringValue;
    };
    const { activationCode, activationId } = VARIABLES;
    return userData({
      region,
      powerOffMinutes,
      activationCode: secret(activationCode, 'code of the SSM hybrid activation', `\${!strcontains(var.activation_code, "'")}`),
      activationId: secret(
        activationId,
        'id of the SSM hybrid activation',
        `\${can(regex("^[0-9a-fA-F-]{36}$", var.activation_id))}`,
      ),
    });
  }
}

/**
 * Writes the stack as Terraform's JSON; returns the folder to run terraform in. Needs no network, no command-line tool and no
 * terraform.
 */
export function synthHosts(hosts: readonly MetalHost[], { outdir, ...options }: SynthOptions): string {
  // Before anything is written.
  check(hosts);
  checkUserData(options);
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, stackTraces: false, context: { targetVersions: { terraform: '>=1.11.0' } } });
  new HostsStack(app, hosts, options);
  app.synth();
  return join(outdir, 'stacks', HOSTS_STACK);
}

function check(hosts: readonly MetalHost[]): void {
  if (hosts.length === 0) throw new BadInput('no bare-metal host was named');
  for (const [at, { role, hostname }] of hosts.entries()) {
    if (hosts.findIndex((other) => other.role === role) !== at) throw new BadInput(`two hosts are called ${role}`);
    // Latitude.sh's rule, which Equinix's includes.
    if (!/^[A-Za-z0-9]([A-Za-z0-9.-]{0,30}[A-Za-z0-9])?$/.test(hostname))
      throw new BadInput(`"${hostname}" is no hostname: at most 32 letters, digits, dots and hyphens`);
  }
}
