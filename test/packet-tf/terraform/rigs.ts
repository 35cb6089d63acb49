import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latitudeApi } from '../../../lib/adapters/metal/latitude-api.ts';
import type { MetalApi } from '../../../lib/adapters/metal/metal-api.ts';
import type { MetalHost } from '../../../packet-tf/hosts-stack.ts';
import { equinixApi } from '../equinix-api.ts';
import { connectProxy } from '../fakes/connect-proxy.ts';
import { fakeEquinix } from '../fakes/equinix.ts';
import type { FakeProvider, Fault } from '../fakes/fake-provider.ts';
import { fakeLatitude } from '../fakes/latitude.ts';
import { equinixMirror } from './equinix-provider.ts';

/** A provider's real Terraform plugin against a fake of its API. */
export interface Rig {
  readonly title: string;
  readonly provider: MetalHost['provider'];
  readonly mirror: () => Promise<string>;
  readonly hosts: readonly MetalHost[];
  /** What Terraform waits for a host, seconds: the provider's own delays fit in. */
  readonly createSeconds: number;
  readonly impatientSeconds: number;
  /** Starts the fake, with the environment that leads the plugin there. */
  start(): Promise<{ readonly fake: FakeProvider; readonly api: MetalApi; readonly env: Readonly<Record<string, string>> }>;
  /** The one of Terraform's own two ways to destroy that fails where a server was deleted elsewhere. */
  readonly failsOnMissing: readonly string[];
  /** After which of two faults the plugin asks for a second server; after the other one it gives up. */
  readonly asksAgain: Fault;
}

export const EQUINIX: Rig = {
  title: 'Equinix Metal',
  provider: 'equinix',
  mirror: equinixMirror,
  hosts: [
    { provider: 'equinix', role: 'client', hostname: 'firstbyte-1', plan: 't1.small.x86', site: 'am' },
    { provider: 'equinix', role: 'servera', hostname: 'firstbyte-2', plan: 'n2.xlarge.x86', site: 'la' },
  ],
  createSeconds: 120,
  impatientSeconds: 44,
  failsOnMissing: ['destroy', '-refresh=false'],
  asksAgain: 'it is made without an answer',
  async start() {
    const fake = await fakeEquinix();
    return { fake, api: equinixApi(fake), env: { EQUINIX_API_ENDPOINT: fake.url, METAL_AUTH_TOKEN: fake.token } };
  },
};

/** Its plugin cannot be built from public modules: a mirror directory that holds it is named by FIRSTBYTE_LATITUDE_MIRROR. */
export const latitude = (mirror: string): Rig => ({
  title: 'Latitude.sh',
  provider: 'latitude',
  mirror: async () => mirror,
  hosts: [
    { provider: 'latitude', role: 'client', hostname: 'firstbyte-1', plan: 'c2-small-x86', site: 'AMS' },
    { provider: 'latitude', role: 'servera', hostname: 'firstbyte-2', plan: 'm4-metal-large', site: 'LAX' },
  ],
  createSeconds: 120,
  impatientSeconds: 5,
  failsOnMissing: ['destroy'],
  asksAgain: 'it is made with an error',
  async start() {
    const { folder, ...tls } = certificate('api.latitude.sh');
    const fake = await fakeLatitude(tls);
    // The plugin knows one address and no other: a proxy leads that to this machine.
    const proxy = await connectProxy('api.latitude.sh', fake.tlsPort);
    const close = async () => {
      await Promise.all([fake.close(), proxy.close()]);
      rmSync(folder, { recursive: true, force: true });
    };
    const env = { LATITUDESH_AUTH_TOKEN: fake.token, HTTPS_PROXY: proxy.url, SSL_CERT_FILE: join(folder, 'cert.pem') };
    return { fake: { ...fake, close }, api: latitudeApi(fake), env };
  },
});

function certificate(host: string): { readonly folder: string; readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-ca-'));
  const made = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=${host}`;
  execFileSync(
    'openssl',
    [
      ...made.split(' '),
      '-addext',
      `subjectAltName=DNS:${host}`,
      '-keyout',
      join(folder, 'key.pem'),
      '-out',
      join(folder, 'cert.pem'),
    ],
    { stdio: 'ignore' },
  );
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { folder, key: read('key.pem'), cert: read('cert.pem') };
}
