import { BadInput } from '../lib/domain/errors.ts';
import { type MetalHost, synthHosts } from './hosts-stack.ts';

// Bundled and shipped to CodeBuild: writes the hosts of a build as Terraform's JSON into the folder named.

const need = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new BadInput(`${name} is not set: this runs in a build`);
  return value;
};

/** `destroy` needs the provider and its state, and no host: where none is named any one is declared, for what is in the state goes in any case. */
const GONE: readonly MetalHost[] = [{ provider: 'latitude', role: 'gone', hostname: 'gone', plan: 'c2-small-x86', site: 'AMS' }];

const applies = need('ACTION') === 'apply';
const hosts = applies ? need('HOSTS') : process.env.HOSTS;
synthHosts(hosts ? (JSON.parse(hosts) as MetalHost[]) : GONE, {
  outdir: process.argv[2] ?? 'out',
  backend: { kind: 's3', bucket: need('BUCKET'), key: `${need('FOLDER')}/hosts.tfstate`, region: need('STATE_REGION') },
  name: need('PROJECT_NAME'),
  region: applies ? need('ACTIVATION_REGION') : need('STATE_REGION'),
  powerOffMinutes: applies ? Number(need('POWER_OFF_MINUTES')) : 1,
});
