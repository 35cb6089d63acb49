import { TerraformProvider, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * Latitude.sh's Terraform provider, as far as a benchmark host needs it. Source: docs/resources of its release 4.0.0 (2026-08-05);
 * `terraform validate` holds these words against the real schema (test/packet-tf/terraform).
 */
const LATITUDE = {
  providerName: 'latitudesh',
  source: 'registry.terraform.io/latitudesh/latitudesh',
  version: '4.0.0',
} as const;
const METADATA = { providerName: LATITUDE.providerName, providerVersion: LATITUDE.version };

/** The three places that were asked for; Los Angeles has two buildings. */
export const LATITUDE_SITES = ['AMS', 'ASH', 'LAX', 'LAX2'] as const;
export type LatitudeSite = (typeof LATITUDE_SITES)[number];

/** Plans that stand in for Packet's, and what else was seen in stock (2026). */
export const LATITUDE_PLANS = [
  'c2-small-x86',
  'm4-metal-small',
  'm4-metal-medium',
  'm4-metal-large',
  'f4-metal-small',
  'f4-metal-medium',
  'rs4-metal-large',
] as const;
export type LatitudePlan = (typeof LATITUDE_PLANS)[number];

/** The setup script and the registration program are for Debian's family. */
export type LatitudeSystem = 'ubuntu_24_04_x64_lts' | 'ubuntu_22_04_x64_lts' | 'debian_12';

/** Takes its token from LATITUDESH_AUTH_TOKEN, so that no file and no state holds it. */
export class LatitudeProvider extends TerraformProvider {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      terraformResourceType: LATITUDE.providerName,
      terraformGeneratorMetadata: METADATA,
      terraformProviderSource: LATITUDE.source,
    });
  }
}

/** A script for a first boot. Its content lies in Terraform's state, readable: state is deleted with the run. */
export class LatitudeUserData extends TerraformResource {
  readonly #given: { readonly description: string; readonly contentBase64: string };

  constructor(scope: Construct, id: string, given: { readonly description: string; readonly contentBase64: string }) {
    super(scope, id, { terraformResourceType: 'latitudesh_user_data', terraformGeneratorMetadata: METADATA });
    this.#given = given;
  }

  /** `ud_...`, known after it was made. */
  get id(): string {
    return this.getStringAttribute('id');
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { description: this.#given.description, content: this.#given.contentBase64 };
  }
}

export interface LatitudeServerArguments {
  /** Id of the project it is made in. */
  readonly project: string;
  /** At most 32 letters, digits, dots and hyphens. */
  readonly hostname: string;
  readonly plan: LatitudePlan;
  readonly site: LatitudeSite;
  readonly operatingSystem: LatitudeSystem;
  readonly userData: LatitudeUserData;
  /** How long Terraform waits for it, seconds. A server that takes longer is left behind by the provider and still billed. */
  readonly createSeconds: number;
}

/** A bare-metal server, always billed by the hour: the provider's own default is a month, paid in advance. */
export class LatitudeServer extends TerraformResource {
  readonly #given: LatitudeServerArguments;

  constructor(scope: Construct, id: string, given: LatitudeServerArguments) {
    super(scope, id, { terraformResourceType: 'latitudesh_server', terraformGeneratorMetadata: METADATA });
    this.#given = given;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { project, hostname, plan, site, operatingSystem, userData, createSeconds } = this.#given;
    return {
      project,
      hostname,
      plan,
      site,
      operating_system: operatingSystem,
      user_data: userData.id,
      billing: 'hourly',
      timeouts: { create: `${createSeconds}s` },
    };
  }
}
