import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

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
