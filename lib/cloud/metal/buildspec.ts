import { PARAMETER } from '../../domain/names.ts';
import { BUILD_FOLDER } from './build-script.ts';

/** The build of bare-metal hosts: Node for the synthesis, the token from the parameter store under the provider's own name for it. */
export const BUILDSPEC = {
  version: '0.2',
  env: { shell: 'bash', 'parameter-store': { LATITUDESH_AUTH_TOKEN: PARAMETER.metalToken } },
  phases: {
    install: { 'runtime-versions': { nodejs: 22 } },
    build: { commands: [`sh ${BUILD_FOLDER.script}`] },
  },
} as const;
