import { BadInput } from '../../lib/domain/errors.ts';
import { EQUINIX_PLANS } from '../../packet-tf/equinix.ts';
import { synthHosts, VARIABLES } from '../../packet-tf/hosts-stack.ts';
import { METAL_SITES, resolveHost } from '../../packet-tf/resolve-host.ts';

export interface PacketFlags {
  readonly out: string;
  readonly provider: string;
  readonly hosts?: readonly string[];
  readonly region: string;
  readonly hours: number;
}

/** `firstbyte packet synth`: the bare-metal hosts as Terraform's JSON, with a line for each that is not as asked. */
export function packet({ out, provider, hosts, region, hours }: PacketFlags): void {
  if (provider !== 'latitude' && provider !== 'equinix')
    throw new BadInput(`"${provider}" is no provider of bare metal: there are latitude, equinix`);
  const wanted = (hosts ?? everyHost()).map((text) => {
    const [plan, site, ...rest] = text.split('@');
    if (!plan || !site || rest.length > 0) throw new BadInput(`"${text}" does not name a host: write plan@site`);
    return { text, role: `${plan}-${site}`.replaceAll('.', '-'), resolved: resolveHost({ plan, site }, provider) };
  });
  const made = wanted.map(({ role, resolved }, at) => ({ ...resolved.found, role, hostname: `firstbyte-${at + 1}` }));
  const folder = synthHosts(made, {
    outdir: out,
    backend: { kind: 'local', path: 'terraform.tfstate' },
    region,
    powerOffMinutes: Math.ceil(hours * 60),
  });
  for (const { text, resolved } of wanted) console.log(`${text}: ${resolved.found.plan} in ${resolved.found.site}`);
  const notes = new Set(wanted.flatMap(({ resolved }) => resolved.note ?? []));
  if (notes.size > 0) console.log(`\nNot as asked:\n${[...notes].map((note) => `- ${note}`).join('\n')}`);
  console.log(`\n${made.length} ${made.length === 1 ? 'host' : 'hosts'} in ${folder}`);
  console.log(`Terraform needs TF_VAR_${Object.values(VARIABLES).join(', TF_VAR_')} and ${TOKEN[provider]}.`);
}

const TOKEN = { latitude: 'LATITUDESH_AUTH_TOKEN', equinix: 'METAL_AUTH_TOKEN' } as const;

const everyHost = (): string[] => METAL_SITES.flatMap((site) => EQUINIX_PLANS.map((plan) => `${plan}@${site}`));
