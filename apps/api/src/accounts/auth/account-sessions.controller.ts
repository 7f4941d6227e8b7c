import type { SessionPlaceView } from '@app/contracts';
import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { SessionData } from 'express-session';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { Requires } from '../access/access.decorator.js';
import { type Caller, CurrentCaller } from '../access/caller.js';
import { CallerSockets, SOCKETS_OF } from '../access/caller-sockets.js';

const EXAMPLE: SessionPlaceView = {
  id: '5d41402abc4b2a76b9719d911017c592',
  current: true,
  createdAt: '2026-01-31T12:00:00.000Z',
  lastSeenAt: null,
  expiresAt: '2026-02-07T12:00:00.000Z',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  address: '192.0.2.7',
};
const LOGIN_REQUIRED = { code: 'login_required', detail: 'Log in at /login.' } as const;

/** The sessions of the user who is logged in. */
@ApiTags('accounts')
@Requires('account')
@Controller('api/v1/account/sessions')
export class AccountSessionsController {
  constructor(
    private readonly database: DataSource,
    private readonly sockets: CallerSockets,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List your sessions',
    description: 'The places where you are logged in, newest first.',
  })
  @ApiResponse({
    status: 200,
    description: 'The sessions.',
    content: { 'application/json': { example: { items: [EXAMPLE] } } },
  })
  @ApiProblems(LOGIN_REQUIRED)
  async list(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
  ): Promise<{ items: SessionPlaceView[] }> {
    const rows = await this.sessionsOf(caller);
    const items = rows.map(({ sid, sess, expire }) => ({
      id: nameOf(sid),
      current: sid === request.sessionID,
      createdAt: sess.opened?.at ?? null,
      lastSeenAt: null,
      expiresAt: new Date(expire).toISOString(),
      userAgent: sess.opened?.userAgent ?? null,
      address: sess.opened?.address ?? null,
    }));
    return { items: items.sort((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? '')) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End a session', description: 'Logs you out in that place.' })
  @ApiResponse({ status: 204, description: 'Ended.' })
  @ApiProblems(LOGIN_REQUIRED)
  async end(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
  ): Promise<void> {
    const row = (await this.sessionsOf(caller)).find(({ sid }) => nameOf(sid) === id);
    // One that is over already has been ended as well.
    if (!row) return;
    await new Promise<void>((resolve, reject) => {
      request.sessionStore.destroy(row.sid, (error?: unknown) =>
        error
          ? reject(new DomainError('unavailable', { detail: 'The session could not be ended.' }))
          : resolve(),
      );
    });
    this.sockets.close(SOCKETS_OF.session(row.sid));
  }

  private async sessionsOf(caller: Caller): Promise<{ sid: string; sess: SessionData; expire: Date }[]> {
    if (caller.isAnonymous) throw new DomainError('login_required');
    return this.database.query(
      `SELECT s."sid", s."sess", s."expire" FROM "session" s
       WHERE s."sess"->'passport'->'user'->>'id' = $1 AND s."expire" > now() LIMIT 200`,
      [caller.account.id],
    );
  }
}

/** Names a session without being good for using it. */
const nameOf = (sid: string): string => createHash('sha256').update(sid).digest('hex').slice(0, 32);
