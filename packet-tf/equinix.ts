import { TerraformProvider, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * Equinix Metal, which Packet had become, in its own provider. The service closed on 2026-06-30 and the package that was asked for,
 * @cdktf/provider-equinix, no longer exists: these synthesize and validate, and nothing can be launched with them. Source: the
 * provider's docs at 1.39.0, the last release that can be had as a Go module; Metal left the provider in 5.0.0.
 */
const EQUINIX = { providerName: 'equinix', source: 'registry.terraform.io/equinix/equinix', version: '1.39.0' } as const;
const METADATA = { providerName: EQUINIX.providerName, providerVersion: EQUINIX.version };

/** Amsterdam, Washington DC with Ashburn, Los Angeles. */
export const EQUINIX_METROS = ['am', 'dc', 'la'] as const;
export type EquinixMetro = (typeof EQUINIX_METROS)[number];

export const EQUINIX_PLANS = ['t1.small.x86', 'c1.small.x86', 'n2.xlarge.x86'] as const;
export type EquinixPlan = (typeof EQUINIX_PLANS)[number];

export type EquinixSystem = 'ubuntu_24_04' | 'ubuntu_22_04' | 'debian_12';

/** Takes its token from METAL_AUTH_TOKEN, so that no file and no state holds it. */
export class EquinixProvider extends TerraformProvider {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      terraformResourceType: EQUINIX.providerName,
      terraformGeneratorMetadata: METADATA,
      terraformProviderSource: EQUINIX.source,
    });
  }
}

export interface EquinixDeviceArguments {
  /** UUID of the project it is made in. */
  readonly project: string;
  readonly hostname: string;
  readonly plan: EquinixPlan;
  readonly metro: EquinixMetro;
  readonly operatingSystem: EquinixSystem;
  /** Text of the script, not an id as with Latitude.sh. */
  readonly userData: string;
  /** How long Terraform waits for it, seconds. The provider takes 30 s off and first looks after 10 s. */
  readonly createSeconds: number;
}

/** A bare-metal server, billed by the hour. It needs no key: nobody logs in. */
export class EquinixDevice extends TerraformResource {
  readonly #given: EquinixDeviceArguments;

  constructor(scope: Construct, id: string, given: EquinixDeviceArguments) {
    super(scope, id, { terraformResourceType: 'equinix_metal_device', terraformGeneratorMetadata: METADATA });
    this.#given = given;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { project, hostname, plan, metro, operatingSystem, userData, createSeconds } = this.#given;
    return {
      project_id: project,
      hostname,
      plan,
      metro,
      operating_system: operatingSystem,
      user_data: userData,
      billing_cycle: 'hourly',
      timeouts: { create: `${createSeconds}s` },
    };
  }
}
