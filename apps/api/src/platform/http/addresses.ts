import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/**
 * What stands for a client's address in limits: the address itself, or the /64 network of an IPv6 address, of
 * which everybody has 2^64.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const plain = withoutPort(address);
  if (isIP(plain) === 0) return plain;
  // An IPv4 address that is written as IPv6 is the same client.
  const ip = ipaddr.process(plain);
  if (!(ip instanceof ipaddr.IPv6)) return ip.toString();
  const network = ip.parts.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

/** Some proxies say `192.0.2.1:4711` or `[2001:db8::1]:4711`, with another port for each connection. */
function withoutPort(address: string): string {
  return address.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
}
