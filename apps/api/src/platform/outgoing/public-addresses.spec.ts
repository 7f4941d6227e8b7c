import { expect, it } from 'vitest';
import { isElsewhere, isPublicAddress } from './public-addresses.js';

it.each([
  ['this host', '127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '::', '::1'],
  [
    'a private network',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.255.1',
    'fc00::1',
    'fd00:ec2::254',
  ],
  ['a neighbour', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1'],
  ['the network of a provider', '100.64.0.1', '100.127.255.255', '100.100.100.200'],
  ["a provider's platform", '168.63.129.16', '::ffff:168.63.129.16', '::ffff:a83f:8110'],
  ['for measurements', '198.18.0.1', '198.19.255.255', '2001:2::1'],
  ['for documentation', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1', '3fff:fff::1'],
  [
    'for protocols',
    '192.0.0.1',
    '192.0.0.192',
    '192.88.99.1',
    '240.0.0.1',
    '100::1',
    '5f00::1',
    '2001:10::1',
  ],
  ['for many', '224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1', 'ff0e::1'],
  [
    'IPv4 written as IPv6',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    '::ffff:0:7f00:1',
  ],
  ['the way to IPv4 (NAT64)', '64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1'],
  ['the way to IPv4 (6to4)', '2002:7f00:1::', '2002:808:808::1'],
  ['the way to IPv4 (Teredo)', '2001::1', '2001:0:53aa:64c:0:0:80ff:fffe'],
  ['not given out', '4000::1', 'e000::1', '1::1'],
  [
    'no address',
    '',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f.1',
    '010.0.0.1',
    '8.8.8.8.8',
    '8.8.8.8/8',
    '[::1]',
  ],
])('an address that is %s is none of the public internet: %s', (_what, ...addresses) => {
  expect(addresses.filter(isPublicAddress)).toEqual([]);
});

it.each([
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.1',
  '168.63.129.15',
  '172.32.0.1',
  '198.20.0.1',
  '::ffff:8.8.8.8',
  '2606:4700:4700::1111',
  '2001:4860:4860::8888',
  '2a00:1450:4001::1',
])('%s is one', (address) => expect(isPublicAddress(address)).toBe(true));

it('a public address of a network that this machine is in is not elsewhere', () => {
  const interfaces = {
    eth0: [cidr('IPv4', '8.8.4.4/23'), cidr('IPv6', '2a00:1450:4001:7::5/64')],
    eth1: [cidr('IPv4', '9.9.9.9/32'), cidr('IPv4', null)],
  };
  const there = (address: string) => isElsewhere(address, interfaces as never);
  expect(
    ['8.8.4.4', '8.8.5.255', '9.9.9.9', '::ffff:8.8.4.1', '2a00:1450:4001:7:ff::1', '10.0.0.1'].filter(there),
  ).toEqual([]);
  const others = ['8.8.6.1', '9.9.9.10', '2a00:1450:4001:8::5', '::ffff:1.1.1.1'];
  expect(others.filter(there)).toEqual(others);
});

function cidr(family: 'IPv4' | 'IPv6', text: string | null) {
  return { family, cidr: text, address: text?.split('/')[0] };
}
