import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { BUILD_FOLDER, buildScript } from '../../lib/cloud/metal/build-script.ts';
import { TERRAFORM_TEARDOWN } from '../../packet-tf/terraform-teardown.ts';
import { CACHE } from './host-files.ts';
import { METAL_LOCK } from './metal-lock.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The folder a build of bare-metal hosts starts in; returns where it was made. Needs no network. */
export async function metalBuildFolder(cache = CACHE): Promise<string> {
  const folder = join(cache, 'metal-build');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(ROOT, 'packet-tf/synth-in-build.ts')],
    outfile: join(folder, BUILD_FOLDER.synth),
    bundle: true,
    platform: 'node',
    // The image's own Node.
    target: 'node22',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  writeFileSync(join(folder, BUILD_FOLDER.script), buildScript(TERRAFORM_TEARDOWN));
  if (existsSync(METAL_LOCK)) copyFileSync(METAL_LOCK, join(folder, BUILD_FOLDER.lock));
  return folder;
}
