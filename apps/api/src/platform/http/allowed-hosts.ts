import type { Config } from '@app/config';
import type { Request, RequestHandler } from 'express';
import { DomainError } from '../problem/domain-error.js';
import { isLoopbackName } from './loopback.js';

type HostConfig = Pick<Config, 'host' | 'trustedProxies' | 'allowedHosts'>;

/**
 * Refuses requests for names that are not ours. A page of another site can give its own name the address
 * 127.0.0.1 (DNS rebinding): its browser then takes it for one site with us, and sends it everything. Who
 * listens on loopback only and knows of no proxy has no other name than `localhost`; ALLOWED_HOSTS adds some,
 * or says which there are elsewhere.
 */
export function refuseOtherHosts(config: HostConfig): RequestHandler {
  return (request, _response, next) => {
    checkHost(request, config);
    next();
  };
}

/** @throws DomainError('misdirected_request') */
export function checkHost(request: Pick<Request, 'headers' | 'hostname'>, config: HostConfig): void {
  const isRestricted =
    config.allowedHosts.length > 0 || (isLoopbackName(config.host) && config.trustedProxies.length === 0);
  // Programs may leave it out (HTTP/1.0); browsers never do.
  if (!isRestricted || request.headers.host === undefined) return;
  // Also what was really asked: scripts of a page can write X-Forwarded-Host, but not Host.
  const asked = request.headers.host.replace(/:\d*$/, '');
  for (const name of [asked, request.hostname])
    if (!isLoopbackName(name) && !config.allowedHosts.includes(name.toLowerCase()))
      throw new DomainError('misdirected_request', {
        detail: `This service is not called ${name.slice(0, 100)}; if it should be, name that in ALLOWED_HOSTS.`,
      });
}
