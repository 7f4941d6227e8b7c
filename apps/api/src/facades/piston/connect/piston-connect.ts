import type { Config } from '@app/config';
import { LIVE_RUN_LIMITS } from '@app/contracts';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Request } from 'express';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller } from '../../../accounts/access/caller.js';
import { checkAccess } from '../../../accounts/access/check-access.js';
import { limitKeysOf } from '../../../accounts/access/limit-keys.js';
import { Identities } from '../../../accounts/auth/identities.js';
import { SocketCallers } from '../../../accounts/auth/socket-callers.js';
import { CONFIG } from '../../../platform/environment/tokens.js';
import { addressKey } from '../../../platform/http/addresses.js';
import { checkHost } from '../../../platform/http/allowed-hosts.js';
import { answerRaw } from '../../../platform/http/answers/raw-answer.js';
import { checkHeaderCount } from '../../../platform/http/header-count.js';
import { MessageAllowance } from '../../../platform/live/message-allowance.js';
import { OpenConnections } from '../../../platform/live/open-connections.js';
import { DomainError } from '../../../platform/problem/domain-error.js';
import { toDomainError } from '../../../platform/problem/to-domain-error.js';
import { type Allowance, RequestLimiter } from '../../../platform/request-limits/request-limiter.js';
import { forgetBrowser } from '../../common/facade-mounts.js';
import { FacadeUpgrades } from '../../common/facade-upgrades.js';
import { PistonJobs } from '../piston-jobs.js';
import { PistonConnection } from './piston-connection.js';

const PATH = '/piston/api/v2/connect';
const GOING_AWAY = 1001;
/** How long an ended token may go unnoticed by a connection. */
const RECHECK_MS = 10_000;

/** Piston's WebSocket, on the ports that serve it. */
@Injectable()
export class PistonConnect implements OnModuleInit, OnModuleDestroy {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIVE_RUN_LIMITS.maxMessageBytes,
  });
  private readonly allowance = new MessageAllowance();
  /** Connections that have shown a token, with what they showed. */
  private readonly withToken = new Map<WebSocket, Request>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly identity: Identities,
    private readonly callers: SocketCallers,
    private readonly limiter: RequestLimiter,
    private readonly jobs: PistonJobs,
    private readonly upgrades: FacadeUpgrades,
    private readonly connections: OpenConnections,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.upgrades.add(PATH, (request, socket, head) => void this.take(request, socket, head));
    this.timer = setInterval(() => void this.recheck(), RECHECK_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    for (const socket of this.sockets.clients) socket.close(GOING_AWAY);
  }

  /** Ends connections whose token does not count any more. */
  async recheck(): Promise<void> {
    for (const [socket, request] of [...this.withToken])
      if (!(await this.isStill(request))) socket.terminate();
  }

  /** Assumed while it cannot be read. */
  private async isStill(request: Request): Promise<boolean> {
    try {
      await this.identity.identify(request, request.ip);
      return true;
    } catch (error) {
      return !(error instanceof DomainError) || error.code === 'unavailable';
    }
  }

  private async take(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => {});
    try {
      this.callers.asRequest(incoming, undefined, () => {});
      const request = incoming as Request;
      checkHeaderCount(request);
      checkHost(request, this.config);
      forgetBrowser(request);
      const address = addressKey(request.ip);
      const allowance = await this.limiter.consume(`address:${address}`);
      // Its `close` has been: nothing would give the place back.
      if (socket.destroyed) return;
      const giveBack = this.connections.take(address);
      socket.once('close', giveBack);
      // Accepted before it is authorized: a client waits for the handshake; what it may do is checked
      // afterwards.
      this.sockets.handleUpgrade(incoming, socket, head, (webSocket) =>
        this.open(request, webSocket, allowance),
      );
    } catch (error) {
      answerRaw(socket, toDomainError(error) ?? new DomainError('internal_error'));
    }
  }

  private open(request: Request, socket: WebSocket, allowance: Allowance): void {
    const messages = this.allowance.open(addressKey(request.ip));
    socket.once('close', () => {
      messages.close();
      this.withToken.delete(socket);
    });
    socket.on('message', () => {
      // At once: until the client has closed its side, what it sends would still be read.
      if (!messages.take()) socket.terminate();
    });
    let caller: Caller | undefined;
    new PistonConnection(socket, {
      read: async (body) => {
        caller = await this.callerOf(request, allowance);
        if (caller.kind === 'token' && socket.readyState === socket.OPEN) this.withToken.set(socket, request);
        return this.jobs.read(body);
      },
      start: (job, peer) => this.jobs.talk(caller!, job, peer),
    });
  }

  /** Counts for a user as well: for its address the handshake did. @throws DomainError */
  private async callerOf(request: Request, allowance: Allowance): Promise<Caller> {
    const caller = await this.identity.identify(request, request.ip);
    checkAccess(caller, 'submit', this.config.anonymousSubmissions);
    await this.limiter.consumeAll(limitKeysOf(caller), allowance);
    return caller;
  }
}
