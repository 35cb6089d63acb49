import { BlockList, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../lib/domain/public-address.ts';

const OWN: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
];
const own = new BlockList();
for (const [net, prefix] of OWN) own.addSubnet(net, prefix, isIPv6(net) ? 'ipv6' : 'ipv4');

describe('an address', () => {
  it('is public exactly outside of the ranges that mean something inside a network only', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPublicAddress(address)).toBe(!own.check(address));
        expect(isPublicAddress(`::ffff:${address}`)).toBe(!own.check(address));
      }),
    );
  });

  it.each(['172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '11.0.0.1', '52.219.1.1', '2600:1f18::1', '2a05:d018::1'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each(['172.16.0.1', '172.31.255.255', '100.127.1.1', '10.1.2.3', '::1', '::', 'fd12::1', 'fe80::1'])(
    '%s belongs to somebody’s own network',
    (address) => expect(isPublicAddress(address)).toBe(false),
  );
});
