import { LIVE_RUN_LIMITS, type SubmissionEvent, type SubmissionView } from '@app/contracts';
import { forClients, SubmissionBus } from '@app/queue';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { validate as isUuid } from 'uuid';
import { Security } from '../../../accounts/auth/security.js';
import { SocketCallers } from '../../../accounts/auth/socket-callers.js';
import { requestId } from '../../../platform/http/request-id.js';
import { securityHeaders } from '../../../platform/http/security-headers.js';
import { CallerSockets } from '../../../accounts/access/caller-sockets.js';
import { limitHandshakes, onlyHandshakes } from '../../../platform/live/handshakes.js';
import { OpenConnections } from '../../../platform/live/open-connections.js';
import { DomainError } from '../../../platform/problem/domain-error.js';
import { isFinal } from '../read/submission-view.js';
import { SubmissionReader } from '../read/submission-reader.js';
import { followedBy, followedIn, seesSomething, submissionRoom } from './rooms.js';
import { Turns } from './turns.js';

const MAX_SUBSCRIPTIONS = 100;

type Refusal = {
  ok: false;
  code:
    | 'invalid_request'
    | 'not_found'
    | 'login_required'
    | 'too_many_requests'
    | 'too_many_subscriptions'
    | 'unavailable';
};
/** What a problem is called in an acknowledgement. */
const REFUSALS: ReadonlyMap<string, Refusal['code']> = new Map([
  ['submission_not_found', 'not_found'],
  ['too_many_requests', 'too_many_requests'],
  ['unavailable', 'unavailable'],
  // The token has expired or was revoked since the socket connected.
  ['invalid_token', 'login_required'],
  ['forbidden', 'login_required'],
  ['password_change_required', 'login_required'],
]);
/** These say nothing about what the caller may see. */
const PASSING: ReadonlySet<Refusal['code']> = new Set(['too_many_requests', 'unavailable']);
type Subscribed = { ok: true; snapshot: SubmissionView & { seq: number } };

/** What sockets follow is looked up so often, and so much of it at a time. */
const LOOK_UP_MS = 2_000;
const MAX_LOOKED_UP = 1_000;
/**
 * How long a logout, a revoked token or a changed role may go unnoticed by a socket that only listens while
 * Redis is away, and the end of a session or token always.
 */
const RECHECK_MS = 10_000;

/**
 * Live results. A client joins the room of a submission before its snapshot is read, so there is no gap: what
 * happens in between arrives as an event, and the client drops events whose `seq` its snapshot includes.
 */
// One server for all gateways: the longest message is that of a program to talk to.
@WebSocketGateway({ maxHttpBufferSize: LIVE_RUN_LIMITS.maxMessageBytes, serveClient: false })
export class SubmissionsGateway implements OnGatewayInit<Server>, OnModuleDestroy {
  @WebSocketServer() readonly server: Server;
  private readonly logger = new Logger(SubmissionsGateway.name);
  private stopListening = () => {};
  private timer: NodeJS.Timeout | undefined;
  private recheckTimer: NodeJS.Timeout | undefined;
  private rechecking: Promise<void> | null = null;
  /** The `seq` with which the end of a followed submission was sent. */
  private readonly ended = new Map<string, number>();
  private readonly turns = new Turns();

  constructor(
    private readonly reader: SubmissionReader,
    private readonly bus: SubmissionBus,
    private readonly security: Security,
    private readonly callers: SocketCallers,
    private readonly sockets: CallerSockets,
    private readonly connections: OpenConnections,
  ) {}

  afterInit(server: Server): void {
    if (this.security.socketAdapter) server.adapter(this.security.socketAdapter.factory);
    this.sockets.serve(server);
    for (const middleware of [this.callers.asRequest, requestId, securityHeaders()])
      server.engine.use(middleware);
    limitHandshakes(server.engine, this.security.limiter, this.connections);
    for (const middleware of [this.security.sessions.existing, this.callers.welcome])
      server.engine.use(onlyHandshakes(server.engine, middleware));
    server.use((socket, next) => {
      this.callers.admit(socket).then(() => next(), next);
    });
    this.stopListening = this.bus.onEvent((event) => this.forward(forClients(event)));
    this.timer = setInterval(() => void this.lookUp(), LOOK_UP_MS).unref();
    this.recheckTimer = setInterval(() => void this.recheck(), RECHECK_MS).unref();
  }

  onModuleDestroy(): void {
    this.stopListening();
    clearInterval(this.timer);
    clearInterval(this.recheckTimer);
  }

  @SubscribeMessage('subscribe')
  async subscribe(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: unknown,
  ): Promise<Subscribed | Refusal> {
    const id = submissionIdOf(body);
    if (id === null) return { ok: false, code: 'invalid_request' };
    const room = submissionRoom(id);
    const followed = socket.rooms.has(room);
    try {
      const caller = await this.callers.identify(socket);
      // Before it joins: events tell inputs and outputs.
      await this.reader.requireReadable(caller, id);
      if (!socket.rooms.has(room) && followedBy(socket).length >= MAX_SUBSCRIPTIONS)
        return { ok: false, code: 'too_many_subscriptions' };
      const cameLate = !followed && this.ended.has(id);
      await socket.join(room);
      const snapshot = await this.reader.snapshot(caller, id);
      // After the acknowledgement.
      if (isFinal(snapshot)) setImmediate(() => this.tellEnd(snapshot, cameLate ? socket : null));
      return { ok: true, snapshot };
    } catch (error) {
      const code = error instanceof DomainError ? REFUSALS.get(error.code) : undefined;
      // A socket that follows it already stays in the room while its rights cannot be read.
      if (!followed || (code !== undefined && !PASSING.has(code))) await socket.leave(room);
      if (code !== undefined) return { ok: false, code };
      this.logger.error(error);
      return { ok: false, code: 'unavailable' };
    }
  }

  @SubscribeMessage('unsubscribe')
  async unsubscribe(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: unknown,
  ): Promise<{ ok: true } | Refusal> {
    const id = submissionIdOf(body);
    if (id === null) return { ok: false, code: 'invalid_request' };
    await socket.leave(submissionRoom(id));
    return { ok: true };
  }

  /**
   * Closes sockets that follow something, or talk to a program, and whose caller has lost what it could see.
   */
  recheck(): Promise<void> {
    this.rechecking ??= this.recheckAll().finally(() => (this.rechecking = null));
    return this.rechecking;
  }

  private async recheckAll(): Promise<void> {
    for (const socket of [...this.server.sockets.sockets.values()])
      if (seesSomething(socket) && !(await this.callers.isStill(socket))) socket.disconnect(true);
  }

  /** To the sockets of this replica, without the adapter: every replica hears of every event by itself. */
  private forward({ type, ...payload }: SubmissionEvent): void {
    if (type !== 'submission.finished') this.ended.delete(payload.submissionId);
    // It was looked up before the news came.
    else if (payload.seq <= (this.ended.get(payload.submissionId) ?? -1)) return;
    else this.ended.set(payload.submissionId, payload.seq);
    const room = submissionRoom(payload.submissionId);
    // Most submissions have no follower: their news is not even written.
    if (this.server.sockets.adapter.rooms.has(room)) this.server.local.to(room).emit(type, payload);
  }

  /**
   * A socket that comes after the end hears of it as well: no client has to find out first whether there is
   * more to wait for.
   * @param late a socket that came after the others had heard of the end
   */
  private tellEnd(snapshot: Subscribed['snapshot'], late: Socket | null): void {
    const { type, ...payload } = endOf(snapshot);
    if (!this.ended.has(snapshot.id)) this.forward({ type, ...payload });
    else late?.emit(type, payload);
  }

  /**
   * Events can be lost, rows cannot: a socket that follows a submission hears of its end, late rather than
   * never.
   */
  async lookUp(): Promise<void> {
    const followed = new Set<string>();
    for (const room of this.server.sockets.adapter.rooms.keys()) {
      const id = followedIn(room);
      if (id !== null) followed.add(id);
    }
    for (const id of this.ended.keys()) if (!followed.has(id)) this.ended.delete(id);
    const open = this.turns.next(
      [...followed].filter((id) => !this.ended.has(id)),
      MAX_LOOKED_UP,
    );
    if (open.length === 0) return;
    try {
      const found = await this.reader.finalOnes(open);
      // The news of an end may have come while it was looked up.
      for (const { eventSeq: seq, ...row } of found)
        if (!this.ended.has(row.id)) this.forward(endOf({ ...row, seq }));
    } catch (error) {
      this.logger.warn(`cannot look up what is followed: ${String(error)}`);
    }
  }
}

/**
 * The end of what was found to be final. Its number is one more than the last, so that a client that has that
 * one does not take this for an old one.
 */
function endOf({
  id,
  status,
  verdict,
  seq,
}: Pick<Subscribed['snapshot'], 'id' | 'status' | 'verdict' | 'seq'>) {
  return { type: 'submission.finished', submissionId: id, seq: seq + 1, status, verdict } as const;
}

function submissionIdOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const { submissionId } = body as { submissionId?: unknown };
  return typeof submissionId === 'string' && isUuid(submissionId) ? submissionId.toLowerCase() : null;
}
