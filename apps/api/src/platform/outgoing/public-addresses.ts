import ipaddr from 'ipaddr.js';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Of IPv6 nothing else is given out yet. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR('2000::/3');
/** Azure's platform service, public by its number only. */
const AZURE_PLATFORM = '168.63.129.16';

/**
 * Whether an IP address is one of the public internet: not this host, its neighbours, the provider's metadata
 * service, documentation, multicast, or what leads to IPv4 by another way. What is no address is not.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  // An IPv4 address that is written as IPv6 is what it leads to.
  const ip = ipaddr.process(address);
  if (ip.range() !== 'unicast') return false;
  return ip instanceof ipaddr.IPv6 ? ip.match(GIVEN_OUT) : ip.toString() !== AZURE_PLATFORM;
}

/**
 * Whether an IP address is public and none of a network that this machine is itself in: its own public address
 * and those of its neighbours are behind the firewall that keeps the internet out.
 */
export function isElsewhere(address: string, interfaces = networkInterfaces()): boolean {
  if (!isPublicAddress(address)) return false;
  const own = new BlockList();
  for (const { cidr, family } of Object.values(interfaces).flatMap((of) => of ?? [])) {
    const [network, bits] = cidr?.split('/') ?? [];
    if (network !== undefined) own.addSubnet(network, Number(bits), family === 'IPv6' ? 'ipv6' : 'ipv4');
  }
  const ip = ipaddr.process(address);
  return !own.check(ip.toString(), ip.kind());
}
