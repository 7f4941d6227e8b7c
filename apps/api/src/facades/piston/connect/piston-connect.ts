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
import { USERS_PER_ADDRESS } from '../../../features/scheduling/payers.js';
import { CONFIG } from '../../../platform/environment/tokens.js';
import { addressKey } from '../../../platform/http/addresses.js';
import { checkHost } from '../../../platform/http/allowed-hosts.js';
import { answerRaw } from '../../../platform/http/answers/raw-answer.js';
import { MessageAllowance } from '../../../platform/live/message-allowance.js';
import { OpenConnections } from '../../../platform/live/open-connections.js';
import { DomainError } from '../../../platform/problem/domain-error.js';
import { toDomainError } from '../../../platform/problem/to-domain-error.js';
import { RequestLimiter } from '../../../platform/request-limits/request-limiter.js';
import { forgetBrowser } from '../../common/facade-mounts.js';
import { FacadeUpgrades } from '../../common/facade-upgrades.js';
import { PistonJobs } from '../piston-jobs.js';
import { PistonConnection } from './piston-connection.js';

const PATH = '/piston/api/v2/connect';
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;

/** Piston's WebSocket, on the ports that serve it. */
@Injectable()
export class PistonConnect implements OnModuleInit, OnModuleDestroy {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIVE_RUN_LIMITS.maxMessageBytes,
  });
  private readonly allowance = new MessageAllowance();
  private readonly connections: OpenConnections;

  constructor(
    private readonly identity: Identities,
    private readonly callers: SocketCallers,
    private readonly limiter: RequestLimiter,
    private readonly jobs: PistonJobs,
    private readonly upgrades: FacadeUpgrades,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.connections = new OpenConnections(
      config.usage.openSockets * USERS_PER_ADDRESS,
      config.maxOpenSockets,
    );
  }

  onModuleInit(): void {
    this.upgrades.add(PATH, (request, socket, head) => this.take(request, socket, head));
  }

  onModuleDestroy(): void {
    for (const socket of this.sockets.clients) socket.close(GOING_AWAY);
  }

  private take(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      this.callers.asRequest(incoming, undefined, () => {});
      const request = incoming as Request;
      checkHost(request, this.config);
      forgetBrowser(request);
      const address = addressKey(request.ip);
      const giveBack = this.connections.take(address);
      socket.once('close', giveBack);
      // Accepted before it is authorized: a client waits for the handshake; what it may do is checked
      // afterwards.
      this.sockets.handleUpgrade(incoming, socket, head, (webSocket) =>
        this.open(request, webSocket, address),
      );
    } catch (error) {
      answerRaw(socket, toDomainError(error) ?? new DomainError('internal_error'));
    }
  }

  private open(request: Request, socket: WebSocket, address: string): void {
    const messages = this.allowance.open(address);
    socket.once('close', messages.close);
    socket.on('message', () => {
      if (!messages.take()) socket.close(POLICY_VIOLATION);
    });
    let caller: Caller | undefined;
    new PistonConnection(socket, {
      read: async (body) => {
        caller = await this.callerOf(request, address);
        return this.jobs.read(body);
      },
      start: (job, peer) => this.jobs.talk(caller!, job, peer),
    });
  }

  /** Counts like a request. @throws DomainError */
  private async callerOf(request: Request, address: string): Promise<Caller> {
    const allowance = await this.limiter.consume(`address:${address}`);
    const caller = await this.identity.identify(request, request.ip);
    checkAccess(caller, 'submit', this.config.anonymousSubmissions);
    await this.limiter.consumeAll(limitKeysOf(caller), allowance);
    return caller;
  }
}
