import { build } from 'esbuild';

/** Bundles an agent's entry into one ES module (`.mjs`) that runs on Node 24 with nothing beside it, worker thread included. */
export async function bundleAgent(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // ES modules of the signer: CommonJS ones would need `require` inside an ES module.
    mainFields: ['module', 'main'],
    conditions: ['module'],
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
}
