import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MetalHost, type SynthOptions, synthHosts } from '../../packet-tf/hosts-stack.ts';

const LATITUDE: MetalHost = { provider: 'latitude', role: 'client', hostname: 'fb-1', plan: 'c2-small-x86', site: 'ASH' };
const EQUINIX: MetalHost = { provider: 'equinix', role: 'old', hostname: 'fb-2', plan: 't1.small.x86', site: 'am' };
const LOCAL = { kind: 'local', path: 'terraform.tfstate' } as const;

// biome-ignore lint/suspicious/noExplicitAny: Terraform's JSON has no type of its own
function synth(hosts: readonly MetalHost[], options: Partial<SynthOptions> = {}): Record<string, any> {
  const outdir = mkdtempSync(join(tmpdir(), 'firstbyte-synth-'));
  try {
    const folder = synthHosts(hosts, {
      outdir: join(outdir, 'a', 'b'),
      backend: LOCAL,
      region: 'us-east-1',
      powerOffMinutes: 60,
      ...options,
    });
    return JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe('the stack of bare-metal hosts', () => {
  it('holds a server for each host of its list, billed by the hour', () => {
    const { resource } = synth([LATITUDE, EQUINIX]);
    expect(resource.latitudesh_server.client).toMatchObject({
      hostname: 'fb-1',
      plan: 'c2-small-x86',
      site: 'ASH',
      billing: 'hourly',
      project: `\${var.project}`,
    });
    expect(resource.equinix_metal_device.old).toMatchObject({
      hostname: 'fb-2',
      plan: 't1.small.x86',
      metro: 'am',
      billing_cycle: 'hourly',
      project_id: `\${var.project}`,
    });
  });

  it('names the providers it needs, pinned, and no other', () => {
    expect(synth([LATITUDE]).terraform.required_providers).toEqual({
      latitudesh: { source: 'registry.terraform.io/latitudesh/latitudesh', version: '4.0.0' },
    });
    expect(synth([EQUINIX]).terraform.required_providers).toEqual({
      equinix: { source: 'registry.terraform.io/equinix/equinix', version: '1.39.0' },
    });
  });

  it('takes the activation from sensitive variables without a default, and no token at all', () => {
    const made = synth([LATITUDE, EQUINIX]);
    for (const name of ['activation_code', 'activation_id']) {
      expect(made.variable[name]).toMatchObject({ sensitive: true });
      expect(made.variable[name]).not.toHaveProperty('default');
      expect(made.locals.user_data).toContain(`\${var.${name}}`);
    }
    expect(made.provider).toEqual({ latitudesh: [{}], equinix: [{}] });
  });

  it('keeps its state in a bucket, encrypted and locked, when told to', () => {
    const backend = { kind: 's3', bucket: 'state', key: 'runs/1/lane.tfstate', region: 'us-east-1' } as const;
    expect(synth([LATITUDE], { backend }).terraform.backend).toEqual({
      s3: { bucket: 'state', key: 'runs/1/lane.tfstate', region: 'us-east-1', encrypt: true, use_lockfile: true },
    });
  });

  it('is the same each time', () => {
    expect(synth([LATITUDE])).toEqual(synth([LATITUDE]));
  });

  it.each([
    ['no host', []],
    ['two of one role', [LATITUDE, LATITUDE]],
    ['a name that is too long', [{ ...LATITUDE, hostname: 'x'.repeat(33) }]],
    ['an underscore in a name', [{ ...LATITUDE, hostname: 'a_b' }]],
  ])('is refused with %s', (_, hosts) => {
    expect(() => synth(hosts)).toThrow(expect.objectContaining({ name: 'BadInput' }));
  });
});
