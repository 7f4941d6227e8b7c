import type { Config } from '@app/config';
import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AuditLog } from '../audit/audit-log.js';
import { LOGGED_OUT, SESSION, USER } from './account-examples.js';
import { ApiForm, ApiPage } from './form-docs.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { loginPage } from './forms.js';
import { sendPage } from '../../platform/pages/page.js';
import { cookieName, isCookieSecure, SESSION_COOKIE } from '../sessions/cookies.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { Requires } from '../access/access.decorator.js';
import { Authenticator } from './authenticator.js';
import { type Caller, CurrentCaller } from '../access/caller.js';
import { answerForm, fieldOf, refuseUnknownFields, typed, wantsPage } from './form-answer.js';
import { requireTls } from './require-tls.js';
import { accountView, sessionView } from './session-view.js';

/** Logging in and out, with a plain form or with JSON. */
@ApiTags('accounts')
@Controller()
export class LoginController {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Pick<Config, 'registration' | 'production'>,
  ) {}

  @Get('login')
  @Requires('anyone')
  @ApiPage({
    summary: 'Open the login page',
    description: 'A form for browsers; programs learn who is logged in.',
    json: SESSION,
  })
  page(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): void {
    const { registration } = this.config;
    if (!wantsPage(request)) return void response.json(sessionView(caller));
    const notice = NOTICES.get(String(request.query['notice']));
    sendPage(response, 200, loginPage({ registration, notice, next: localPath(request.query['next']) }));
  }

  @Post('login')
  @Requires('anyone')
  @ApiForm({
    summary: 'Log in',
    description: 'Opens a session, whose cookie the answer sets. Every login gets a new one.',
    body: 'login',
    json: { user: USER },
    location: '/',
  })
  @ApiProblems(
    { code: 'invalid_request', detail: 'has to be a text that is not empty', field: 'username' },
    { code: 'wrong_credentials', detail: 'There is no account with this name and password.' },
    { code: 'cross_site_request', detail: 'The browser sent this from a page of another site.' },
    { code: 'tls_required', detail: 'In production this works over https only.' },
    { code: 'too_many_logins', detail: 'Too many failed logins; try again in 8 seconds.' },
  )
  async logIn(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { registration } = this.config;
    const next = localPath(fieldOf(request, 'next'));
    await answerForm(
      request,
      response,
      () => {
        refuseUnknownFields(request, ['username', 'password', 'next']);
        requireTls(request, this.config.production);
        return this.authenticator.logIn(request);
      },
      {
        json: (user) => ({ user: accountView(user) }),
        next: (user) => {
          if (this.config.production && user.passwordSource === 'default') return '/admin/password';
          return next ?? (user.role === 'admin' ? '/admin/dashboard' : '/');
        },
        again: ({ message }) =>
          loginPage({ registration, error: message, username: typed(request, 'username'), next }),
      },
    );
  }

  @Post(['logout', 'admin/logout'])
  @Requires('anyone')
  @ApiForm({
    summary: 'Log out',
    description: 'Ends the session of the cookie; `/logout` and `/admin/logout` are the same.',
    body: 'logout',
    json: LOGGED_OUT,
    location: '/login?notice=logged_out',
  })
  @ApiProblems({ code: 'cross_site_request', detail: 'The browser sent this from a page of another site.' })
  async logOut(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await answerForm(
      request,
      response,
      async () => {
        await this.authenticator.logOut(request);
        this.clearCookie(request, response);
        if (caller.kind === 'session')
          await this.audit.record({
            action: 'logout',
            actorId: caller.account.id,
            subject: caller.account.username,
            ...(request.ip !== undefined && { address: request.ip }),
          });
      },
      {
        json: () => ({ user: null }),
        next: () => '/login?notice=logged_out',
        again: ({ message }) => loginPage({ registration: this.config.registration, error: message }),
      },
    );
  }

  private clearCookie(request: Request, response: Response): void {
    const { production } = this.config;
    const secure = isCookieSecure(request, production);
    response.clearCookie(cookieName(SESSION_COOKIE, request, production), { path: '/', secure });
  }
}

const MAX_NEXT_CHARACTERS = 2_000;

/**
 * Where to go after the login, if that is a path of this service: a link must not lead to another site by way
 * of ours.
 */
function localPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_NEXT_CHARACTERS) return undefined;
  // Browsers read a second slash, or a backslash, as the begin of a host, and overlook control characters.
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(value) ? value : undefined;
}

const NOTICES: ReadonlyMap<string, string> = new Map([
  ['logged_out', 'You are logged out.'],
  ['password_set', 'The password is set; log in with it.'],
]);
