import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '../../problem/domain-error.js';
import { addressKey } from '../addresses.js';
import { answerRaw } from '../answers/raw-answer.js';

/** Where the system does not say how many descriptors there are. */
const DESCRIPTORS_ELSEWHERE = 10_000;
/** Boxes, files, the database and workers need descriptors as well. */
const SHARE_OF_DESCRIPTORS = 1 / 2;
const RETRY_AFTER_S = 10;

export interface ConnectionBounds {
  total: number;
  perAddress: number;
  /** All clients of a proxy come from its address. */
  isProxy: (address: string) => boolean;
}

/** How many connections there may be, by the descriptors that this process may have open. */
export function mostConnections(limits: string | null = readLimits()): number {
  const found = /^Max open files\s+(\d+)/m.exec(limits ?? '')?.[1];
  return Math.max(16, Math.floor((found ? Number(found) : DESCRIPTORS_ELSEWHERE) * SHARE_OF_DESCRIPTORS));
}

function readLimits(): string | null {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return null;
  }
}

/** What counts the connections of a server. */
const counters = new WeakMap<Server, (socket: Socket) => void>();

/** Connections to `server` count as those to `first`, which `limitConnections` was called for. */
export function shareConnectionLimit(first: Server, server: Server): void {
  const counter = counters.get(first);
  if (!counter) throw new Error('the connections of the first server are not limited');
  server.on('connection', counter);
}

/**
 * Keeps connections in bounds, of each address and of all: a process without descriptors can accept nothing,
 * open no file and start no box. A connection too many gets an answer that says so, and is closed.
 */
export function limitConnections(server: Server, { total, perAddress, isProxy }: ConnectionBounds): void {
  const ofAddress = new Map<string, number>();
  let open = 0;
  const count = (socket: Socket): void => {
    const remote = socket.remoteAddress;
    const address = addressKey(remote);
    const own = (ofAddress.get(address) ?? 0) + 1;
    open += 1;
    ofAddress.set(address, own);
    socket.once('close', () => {
      open -= 1;
      const left = ofAddress.get(address)! - 1;
      if (left > 0) ofAddress.set(address, left);
      else ofAddress.delete(address);
    });
    const isTooMuch = own > perAddress && !(remote !== undefined && isProxy(remote));
    if (isTooMuch || open > total) refuse(socket, isTooMuch);
  };
  counters.set(server, count);
  server.on('connection', count);
}

function refuse(socket: Socket, isOfAddress: boolean): void {
  const detail = isOfAddress
    ? 'Too many connections are open from this address; close some.'
    : 'As many connections are open as this service takes; try again soon.';
  const headers = { 'retry-after': String(RETRY_AFTER_S) };
  answerRaw(socket, new DomainError(isOfAddress ? 'too_many_requests' : 'unavailable', { detail, headers }));
}
