import { Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SITES } from '../catalog/sites.ts';
import type { SiteEntry } from '../domain/catalog.ts';
import { regionStack } from '../domain/names.ts';
import { dataStores } from './region/data-stores.ts';
import { hostNetwork } from './region/host-network.ts';
import { hostRole } from './region/host-role.ts';
import { type HostFiles, hostRuntime } from './region/host-runtime.ts';
import { probes } from './region/probes.ts';

export interface RegionStackProps extends StackProps {
  readonly region: string;
  /** Of the account in this region, where it has fewer than the catalog says. */
  readonly zones?: number | undefined;
  readonly files: HostFiles;
  /** What Lambda passes to the Node of a probe. */
  readonly nodeOptions: string;
}

const AWS_SITES: readonly SiteEntry[] = SITES.filter(({ provider }) => provider === 'aws');

/** Everything that stands in a measured region between runs. None of it costs anything while nothing is measured. */
export class RegionStack extends Stack {
  private readonly zones: number;

  constructor(scope: Construct, { region, zones, files, nodeOptions, ...props }: RegionStackProps) {
    super(scope, regionStack(region), {
      ...props,
      env: { region },
      description: `firstbyte: what is measured in ${region}, and from where`,
    });
    this.zones = zones ?? AWS_SITES.find((site) => site.region === region)?.zones ?? 2;
    dataStores(this, region);
    probes(this, region, nodeOptions);
    hostNetwork(this, this.zones);
    hostRole(this, region);
    hostRuntime(this, files);
  }

  /** Asked of CloudFormation when it deploys: a look-up would need an account already to synthesize. */
  override get availabilityZones(): string[] {
    return Array.from({ length: this.zones }, (_, index) => Fn.select(index, Fn.getAzs()));
  }
}
