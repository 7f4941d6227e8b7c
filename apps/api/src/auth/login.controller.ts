import type { Config } from '@app/config';
import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AuditService } from '../audit/audit.service.js';
import { loginPage } from '../pages/forms.js';
import { sendPage } from '../pages/page.js';
import { cookieName, isCookieSecure, SESSION_COOKIE } from '../sessions/cookies.js';
import { CONFIG } from '../tokens.js';
import { Requires } from './access.decorator.js';
import { Authenticator } from './authenticator.js';
import { type Caller, CurrentCaller } from './caller.js';
import { answerForm, typed, wantsPage } from './form-answer.js';
import { requireTls } from './require-tls.js';
import { accountView, sessionView } from './session-view.js';

/** Logging in and out, with a plain form or with JSON. */
@ApiExcludeController()
@Controller()
export class LoginController {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'registration' | 'production'>,
  ) {}

  @Get('login')
  @Requires('anyone')
  page(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): void {
    const { registration } = this.config;
    if (!wantsPage(request)) return void response.json(sessionView(caller));
    const notice = NOTICES.get(String(request.query['notice']));
    sendPage(response, 200, loginPage({ registration, notice }));
  }

  @Post('login')
  @Requires('anyone')
  async logIn(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { registration } = this.config;
    await answerForm(
      request,
      response,
      () => {
        requireTls(request, this.config.production);
        return this.authenticator.logIn(request);
      },
      {
        json: (user) => ({ user: accountView(user) }),
        next: (user) => (user.role === 'admin' ? '/admin/dashboard' : '/'),
        again: ({ message }) =>
          loginPage({ registration, error: message, username: typed(request, 'username') }),
      },
    );
  }

  @Post(['logout', 'admin/logout'])
  @Requires('anyone')
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

const NOTICES: ReadonlyMap<string, string> = new Map([
  ['logged_out', 'You are logged out.'],
  ['password_set', 'The password is set; log in with it.'],
]);
