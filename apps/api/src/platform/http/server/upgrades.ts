import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** @returns whether the connection is taken */
export type UpgradeTaker = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

const takers = new WeakMap<Server, UpgradeTaker[]>();

/** Lets connections of a server be upgraded, besides those of live results. */
export function takeUpgrades(server: Server, taker: UpgradeTaker): void {
  takers.set(server, [...(takers.get(server) ?? []), taker]);
}

/** Whether one of the takers accepts the upgrade. */
export function isTaken(server: Server, ...upgrade: Parameters<UpgradeTaker>): boolean {
  return (takers.get(server) ?? []).some((take) => take(...upgrade));
}
