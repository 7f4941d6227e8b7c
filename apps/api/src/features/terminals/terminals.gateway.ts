import type { Config } from '@app/config';
import {
  LIVE_RUN_LIMITS,
  LIVE_SIGNALS,
  type LiveAck,
  type LiveOpened,
  type LiveRefusal,
  type LiveSignalName,
} from '@app/contracts';
import { Inject, Logger } from '@nestjs/common';
import {
  Ack,
  ConnectedSocket,
  MessageBody,
  type OnGatewayDisconnect,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { Socket } from 'socket.io';
import { checkAccess } from '../../accounts/access/check-access.js';
import { SocketCallers } from '../../accounts/auth/socket-callers.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { toDomainError } from '../../platform/problem/to-domain-error.js';
import { RequestPipe } from '../../platform/validation/request-pipe.js';
import { liveRunRoom } from '../submissions/live/rooms.js';
import { LiveOpenDto } from './live-open.dto.js';
import { LiveRuns } from './live-runs.js';
import type { LiveSession } from './live-session.js';
import { socketPeer } from './socket-peer.js';

const INVALID: LiveRefusal = { ok: false, code: 'invalid_request' };
const NOT_FOUND: LiveRefusal = { ok: false, code: 'not_found' };
const TOO_MUCH_INPUT = 'More was written to the program than it reads.';

/**
 * Programs that are talked to over the socket of live results. A socket knows its own alone, and has them
 * while it is open.
 */
@WebSocketGateway({ maxHttpBufferSize: LIVE_RUN_LIMITS.maxMessageBytes, serveClient: false })
export class TerminalsGateway implements OnGatewayDisconnect<Socket> {
  private readonly logger = new Logger(TerminalsGateway.name);
  private readonly pipe = new RequestPipe();
  private readonly sessions = new WeakMap<Socket, Map<string, LiveSession>>();

  constructor(
    private readonly runs: LiveRuns,
    private readonly callers: SocketCallers,
    @Inject(CONFIG) private readonly config: Pick<Config, 'anonymousSubmissions'>,
  ) {}

  handleDisconnect(socket: Socket): void {
    for (const session of this.sessions.get(socket)?.values() ?? []) session.close();
    this.sessions.delete(socket);
  }

  @SubscribeMessage('live:open')
  async open(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): Promise<LiveOpened> {
    try {
      const caller = await this.callers.identify(socket);
      checkAccess(caller, 'submit', this.config.anonymousSubmissions);
      const { args = [], ...dto } = (await this.pipe.transform(body ?? {}, {
        type: 'body',
        metatype: LiveOpenDto,
      })) as LiveOpenDto;
      const program = { ...dto.program, runArgs: [...(dto.program.runArgs ?? []), ...args] };
      let id = '';
      const peer = socketPeer(
        socket,
        () => id,
        () => this.forget(socket, id),
      );
      const session = await this.runs.start(caller, { ...dto, kind: 'run', program }, peer);
      id = session.id;
      return this.keep(socket, session);
    } catch (error) {
      return this.refusalOf(error);
    }
  }

  @SubscribeMessage('live:stdin')
  async stdin(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: unknown,
    @Ack() ack?: unknown,
  ): Promise<void> {
    const session = this.sessionOf(socket, body);
    const data = dataOf(body);
    const answer = (value: LiveAck): void => (typeof ack === 'function' ? void ack(value) : undefined);
    if (!session) return answer(NOT_FOUND);
    if (!data) return answer({ ...INVALID, errors: [{ field: 'data', message: 'has to be bytes or text' }] });
    if (!session.write(data)) {
      // Without an acknowledgement the client could not know that some of its input is missing.
      if (typeof ack !== 'function') session.endBecause(TOO_MUCH_INPUT);
      return answer({ ok: false, code: 'input_full', detail: TOO_MUCH_INPUT });
    }
    await session.room();
    return answer({ ok: true });
  }

  @SubscribeMessage('live:eof')
  eof(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): LiveAck {
    const session = this.sessionOf(socket, body);
    session?.endInput();
    return session ? { ok: true } : NOT_FOUND;
  }

  @SubscribeMessage('live:signal')
  signal(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): LiveAck {
    const session = this.sessionOf(socket, body);
    const { signal } = (body ?? {}) as { signal?: LiveSignalName };
    if (!session) return NOT_FOUND;
    if (!LIVE_SIGNALS.includes(signal!))
      return {
        ...INVALID,
        errors: [{ field: 'signal', message: `has to be one of ${LIVE_SIGNALS.join(', ')}` }],
      };
    session.signal(signal!);
    return { ok: true };
  }

  @SubscribeMessage('live:close')
  close(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): LiveAck {
    const session = this.sessionOf(socket, body);
    if (!session) return NOT_FOUND;
    session.close();
    this.forget(socket, session.id);
    return { ok: true };
  }

  private keep(socket: Socket, session: LiveSession): LiveOpened {
    if (!socket.connected) session.close();
    const mine = this.sessions.get(socket) ?? new Map<string, LiveSession>();
    this.sessions.set(socket, mine.set(session.id, session));
    void socket.join(liveRunRoom(session.id));
    return { ok: true, id: session.id };
  }

  private forget(socket: Socket, id: string): void {
    this.sessions.get(socket)?.delete(id);
    void socket.leave(liveRunRoom(id));
  }

  private sessionOf(socket: Socket, body: unknown): LiveSession | undefined {
    const { id } = (body ?? {}) as { id?: unknown };
    return typeof id === 'string' ? this.sessions.get(socket)?.get(id) : undefined;
  }

  private refusalOf(error: unknown): LiveRefusal {
    const problem = toDomainError(error);
    if (!problem) this.logger.error(error);
    const { code, message, details } = problem ?? new DomainError('internal_error');
    return { ok: false, code, detail: message, ...(details.errors && { errors: [...details.errors] }) };
  }
}

function dataOf(body: unknown): Buffer | null {
  const { data } = (body ?? {}) as { data?: unknown };
  if (typeof data === 'string') return Buffer.from(data);
  return Buffer.isBuffer(data) ? data : null;
}
