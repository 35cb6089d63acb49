import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type DeploymentContext, deploymentContext, type SiteKind } from '../../../lib/cloud/deployment.ts';
import type { HostFiles } from '../../../lib/cloud/region/host-runtime.ts';
import { addStacks } from '../../../lib/cloud/stacks.ts';

export const CDK_JSON = fileURLToPath(new URL('../../../cdk.json', import.meta.url));
const { context } = JSON.parse(readFileSync(CDK_JSON, 'utf8')) as { readonly context: Record<string, unknown> };

/** Small files of this repository in place of the agent and of Node: no test fetches anything. */
const path = fileURLToPath(new URL('../../../biome.json', import.meta.url));
const file = { path, sha512: 'ab'.repeat(64) };
export const FILES: HostFiles = { agent: { path, sha256: 'cd'.repeat(32) }, node: { x86_64: file, arm64: file } };

/** Any small folder in place of what a build of bare-metal hosts starts with. */
export const METAL_FOLDER = fileURLToPath(new URL('../../../lib/cloud/metal', import.meta.url));

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface Synthesized {
  readonly app: App;
  readonly where: DeploymentContext;
  readonly stacks: readonly Stack[];
  readonly template: (stack: string) => Template;
  /** Every resource as `stack/logical id`. */
  readonly resources: readonly (readonly [path: string, resource: Resource])[];
  readonly ofType: (type: string) => readonly (readonly [path: string, resource: Resource])[];
}

/** All stacks with the context of cdk.json and without bundling: no account, no network. */
export function synthesized(site: SiteKind = 'cloudfront'): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'firstbyte-cdk-'));
  const app = new App({
    outdir,
    context: { ...context, 'firstbyte:site': site },
    postCliContext: { 'aws:cdk:bundling-stacks': [] },
  });
  const where = deploymentContext({ ...context, 'firstbyte:site': site });
  addStacks(app, where, {
    version: '1.2.3',
    hostFiles: FILES,
    metalFolder: METAL_FOLDER,
    nodeOptions: '--v8-pool-size=1',
    pageHashes: { scripts: ['aGFzaA=='], styles: ['c3R5bGU='] },
  });
  const stacks = app.node.children.filter((child): child is Stack => 'stackName' in child);
  const templates = new Map(stacks.map((stack) => [stack.stackName, Template.fromStack(stack)]));
  rmSync(outdir, { recursive: true, force: true });
  const resources = [...templates].flatMap(([stack, template]) =>
    Object.entries(template.toJSON().Resources as Record<string, Resource>).map(
      ([id, resource]) => [`${stack}/${id}`, resource] as const,
    ),
  );
  return {
    app,
    where,
    stacks,
    resources,
    template: (stack) => templates.get(stack) as Template,
    ofType: (type) => resources.filter(([, { Type }]) => Type === type),
  };
}
