import { fileURLToPath } from 'node:url';
import { BUILD_FOLDER } from '../../lib/cloud/metal/build-script.ts';

/** Hashes of the Latitude.sh provider that builds may use. Written once, online, by `npm run packet -- lock`. */
export const METAL_LOCK = fileURLToPath(new URL(`../../packet-tf/${BUILD_FOLDER.lock}`, import.meta.url));
