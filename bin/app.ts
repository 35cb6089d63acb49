import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { CONTEXT, deploymentContext } from '../lib/cloud/deployment.ts';
import { addStacks } from '../lib/cloud/stacks.ts';
import { oneLine } from '../lib/domain/errors.ts';
import { agentNodeOptions } from '../lib/domain/node-flags.ts';
import { PAGE_HASHES } from '../lib/report/policy.ts';
import { hostFiles, standInFiles } from './deploy/host-files.ts';
import { metalBuildFolder } from './deploy/metal-build.ts';
import { EXIT } from './exit-codes.ts';
import { VERSION } from './version.ts';

// What the CDK CLI runs: synthesizes every stack. `cdk destroy` and `cdk ls` bundle nothing and need no files.
try {
  const app = new App();
  const where = deploymentContext(Object.fromEntries(Object.values(CONTEXT).map((name) => [name, app.node.tryGetContext(name)])));
  const bundles: unknown = app.node.tryGetContext('aws:cdk:bundling-stacks');
  const bundling = !Array.isArray(bundles) || bundles.length > 0;
  addStacks(app, where, {
    version: VERSION,
    hostFiles: bundling ? await hostFiles() : standInFiles(),
    metalFolder: bundling ? await metalBuildFolder() : fileURLToPath(new URL('deploy', import.meta.url)),
    nodeOptions: agentNodeOptions,
    pageHashes: PAGE_HASHES,
  });
  app.synth();
} catch (error) {
  process.stderr.write(`firstbyte: ${oneLine(error)}\n`);
  process.exitCode = EXIT.badInput;
}
