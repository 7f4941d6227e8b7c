import { isIP } from 'node:net';
import { invalidField } from '../problem/domain-error.js';
import { isLoopbackName } from '../http/loopback.js';
import { isPublicAddress } from './public-addresses.js';
import { keyProblem } from './signature.js';

const MAX_CHARACTERS = 2_048;
const MIN_SECRET_CHARACTERS = 16;
const MAX_SECRET_CHARACTERS = 256;

/** What keeps a value from being an address to call back; null when it looks like one. */
export function callbackUrlProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'has to be a string';
  if (value.length > MAX_CHARACTERS) return `may have at most ${MAX_CHARACTERS} characters`;
  if (value.includes('\0')) return 'must not hold a NUL character';
  if (!URL.canParse(value)) return 'has to be an absolute URL';
  const url = new URL(value);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'has to start with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  return null;
}

/** What keeps a value from signing what is sent there; null when it can. */
export function callbackSecretProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'has to be a string';
  if (value.length < MIN_SECRET_CHARACTERS || value.length > MAX_SECRET_CHARACTERS)
    return `has to have ${MIN_SECRET_CHARACTERS} to ${MAX_SECRET_CHARACTERS} characters`;
  if (value.includes('\0')) return 'must not hold a NUL character';
  return keyProblem(value);
}

/** The host of a URL without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Whether a host can be seen to be no public one without asking for its address. */
export function isWrittenAsPrivate(host: string): boolean {
  return isIP(host) ? !isPublicAddress(host) : isLoopbackName(host.replace(/\.$/, ''));
}

/**
 * What is wrong with an address that is written as one of a private network, so that the client learns it at
 * once; null: it is none. This is a courtesy: the check that counts is that of the address to which a delivery
 * really connects. Names are not looked up: the answer would tell which names exist inside.
 */
export function privateAddressProblem(value: string): string | null {
  const host = hostOf(new URL(value));
  return isWrittenAsPrivate(host) ? `${host} is not an address of the public internet` : null;
}

/** @throws DomainError that names `callbackUrl` when it is written as one of a private network */
export function checkCallbackUrl(value: string, allowPrivate: boolean): void {
  const problem = allowPrivate ? null : privateAddressProblem(value);
  if (problem !== null) throw invalidField('callbackUrl', problem);
}
