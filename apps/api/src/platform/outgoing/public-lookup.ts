import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isElsewhere } from './public-addresses.js';

const QUESTION_MS = 2_000;
const QUESTIONS = 2;

/**
 * A name that the public internet has no address for. That of a name which is not there at all is the same
 * error: which names exist inside is not told.
 */
export class NoPublicAddress extends Error {
  constructor(host: string) {
    super(`${host} has no address on the public internet`);
  }
}

/**
 * DNS, except that a name with one private address is refused as a whole. It is asked directly: the lookups of
 * the operating system know names that are none of the internet's (`/etc/hosts`, search domains), and each
 * keeps one of the two threads that all lookups of this process share for as long as a stranger's name server
 * says nothing.
 * @param servers of names; undefined: those of the machine
 */
export function publicLookup(servers?: readonly string[]): LookupFunction {
  return (hostname, options, callback) => {
    const resolver = new Resolver({ timeout: QUESTION_MS, tries: QUESTIONS });
    if (servers) resolver.setServers(servers);
    void addressesOf(resolver, hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first || !addresses.every(({ address }) => isElsewhere(address)))
          return callback(new NoPublicAddress(hostname), '', 0);
        if (options.all) return callback(null, addresses);
        callback(null, first.address, first.family);
      },
      () => callback(new NoPublicAddress(hostname), '', 0),
    );
  };
}

/** Those of both families; one that has none, or no answer, is left out. */
async function addressesOf(resolver: Resolver, hostname: string): Promise<LookupAddress[]> {
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  return [
    ...(v4.status === 'fulfilled' ? v4.value.map((address) => ({ address, family: 4 })) : []),
    ...(v6.status === 'fulfilled' ? v6.value.map((address) => ({ address, family: 6 })) : []),
  ];
}
