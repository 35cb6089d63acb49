import { describe, expect, it } from 'vitest';
import { EQUINIX_PLANS } from '../../packet-tf/equinix.ts';
import { METAL_SITES, resolveHost } from '../../packet-tf/resolve-host.ts';

const every = EQUINIX_PLANS.flatMap((plan) => METAL_SITES.map((site) => ({ plan, site })));

describe('a bare-metal host in words', () => {
  it.each(every)('$plan in $site has a stand-in at Latitude.sh, and says why', (wanted) => {
    const { found, note } = resolveHost(wanted, 'latitude');
    expect(found).toMatchObject({ provider: 'latitude', site: expect.stringMatching(/^(AMS|ASH|LAX)$/) });
    expect(note).toContain(`${found.plan} stands in for it`);
    expect(note).toContain('2026-06-30');
  });

  it.each(every)('$plan in $site is at Equinix what it was, and can only be validated', (wanted) => {
    const { found, note } = resolveHost(wanted, 'equinix');
    expect(found).toMatchObject({ provider: 'equinix', plan: wanted.plan });
    expect(note).toContain('can be validated and never applied');
  });

  it('that names a plan of today is taken as it is', () => {
    expect(resolveHost({ plan: 'm4-metal-large', site: 'los-angeles' }, 'latitude')).toEqual({
      found: { provider: 'latitude', plan: 'm4-metal-large', site: 'LAX' },
    });
  });

  it.each([
    ['a plan nobody had', { plan: 't9', site: 'amsterdam' }, 'latitude', 't1.small.x86, c1.small.x86, n2.xlarge.x86'],
    ['a host that is no bare metal', { plan: 't3.nano', site: 'amsterdam' }, 'latitude', 'no bare-metal plan'],
    ['a site without bare metal', { plan: 't1.small.x86', site: 'us-east-1' }, 'latitude', 'amsterdam, ashburn, los-angeles'],
    ['a plan the provider never had', { plan: 'm4-metal-large', site: 'amsterdam' }, 'equinix', 'never had'],
  ] as const)('that is %s is refused with what there is', (_, wanted, provider, message) => {
    expect(() => resolveHost(wanted, provider)).toThrow(
      expect.objectContaining({ name: 'BadInput', message: expect.stringContaining(message) }),
    );
  });
});
