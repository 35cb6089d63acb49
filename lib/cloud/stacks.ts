import { type App, Tags } from 'aws-cdk-lib';
import { OWNER_TAG } from '../domain/names.ts';
import type { DeploymentContext } from './deployment.ts';
import { LabStack } from './lab-stack.ts';
import type { HostFiles } from './region/host-runtime.ts';
import { RegionStack } from './region-stack.ts';
import type { PageHashes } from './site/security-headers.ts';
import { SiteStack } from './site-stack.ts';

/** What enters the templates from outside of this folder: lambda and agent code come by path. */
export interface Ingredients {
  readonly version: string;
  /** What instances download. */
  readonly hostFiles: HostFiles;
  /** What a build of bare-metal hosts starts with: a folder. */
  readonly metalFolder: string;
  /** NODE_OPTIONS of the probes. */
  readonly nodeOptions: string;
  /** Of the scripts and style sheets of published pages. */
  readonly pageHashes: PageHashes;
}

/** All stacks of a deployment. The account is left open: templates are the same for every account. */
export function addStacks(
  app: App,
  where: DeploymentContext,
  { version, hostFiles, metalFolder, nodeOptions, pageHashes }: Ingredients,
): void {
  Tags.of(app).add(OWNER_TAG.name, OWNER_TAG.stack);
  const site = new SiteStack(app, { home: where.home, kind: where.site, pageHashes });
  const regions = where.regions.map(
    (region) => new RegionStack(app, { region, zones: where.zones[region], files: hostFiles, nodeOptions }),
  );
  const lab = new LabStack(app, { where, version, metalFolder });
  // Names by convention show the CDK no order: the lab is made last, and is destroyed before what its runs stand on.
  for (const stack of [site, ...regions]) lab.addStackDependency(stack);
}
