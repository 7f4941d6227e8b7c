import type { Config } from '@app/config';
import type { UserAccount } from '@app/database';
import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type AuditAction, type AuditEntry, AuditLog } from '../audit/audit-log.js';
import { LOGGED_OUT, SESSION, USER } from './account-examples.js';
import { ApiForm, ApiPage } from './form-docs.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { passwordPage, resetPage } from './forms.js';
import { messagePage } from '../../platform/pages/message-page.js';
import { sendPage } from '../../platform/pages/page.js';
import { DomainError, invalidField } from '../../platform/problem/domain-error.js';
import { Secrets } from '../sessions/secrets.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { PasswordResets } from '../users/password-resets.js';
import { Users } from '../users/users.js';
import { Requires } from '../access/access.decorator.js';
import { Authenticator } from './authenticator.js';
import { type Caller, type CallerAccount, CurrentCaller } from '../access/caller.js';
import { formToken } from '../../platform/http/cross-site.js';
import { answerForm, fieldOf, refuseUnknownFields, typed, wantsPage } from './form-answer.js';
import { LoginLock } from './login-lock.js';
import { newPasswordProblem, verifyPassword } from '../users/passwords.js';
import { requireTls } from './require-tls.js';
import { sessionView } from './session-view.js';

/** Choosing a password: one's own another one, or the first one with a link from an admin. */
@ApiTags('accounts')
@Controller()
export class PasswordController {
  constructor(
    private readonly users: Users,
    private readonly resets: PasswordResets,
    private readonly authenticator: Authenticator,
    private readonly lock: LoginLock,
    private readonly audit: AuditLog,
    private readonly secrets: Secrets,
    @Inject(CONFIG) private readonly config: Pick<Config, 'production'>,
  ) {}

  @Get('admin/password')
  @Requires('password')
  @ApiPage({
    summary: 'Open the page for another password',
    description:
      'A form for browsers; programs learn who is logged in, and whether another password has to be chosen.',
    json: SESSION,
  })
  @ApiProblems({ code: 'login_required', detail: 'Log in at /login.' })
  page(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): void {
    if (!wantsPage(request)) return void response.json(sessionView(caller));
    const { username, mustChangePassword } = accountOf(caller);
    const error = mustChangePassword
      ? 'This password is the one everybody knows: choose another one first.'
      : undefined;
    sendPage(response, 200, passwordPage({ username, error, csrfToken: this.tokenFor(request) }));
  }

  @Post('admin/password')
  @Requires('password')
  @ApiForm({
    summary: 'Choose another password',
    description: 'Ends every session of the account; the answer sets the cookie of a new one.',
    body: 'change',
    json: { user: USER },
    location: '/',
  })
  @ApiProblems(
    { code: 'invalid_request', detail: 'has to have at least 8 characters', field: 'new_password' },
    { code: 'wrong_credentials', detail: 'The current password is wrong.', field: 'current_password' },
    { code: 'cross_site_request', detail: 'The form of the page is out of date.' },
    { code: 'too_many_logins', detail: 'Too many failed logins; try again in 8 seconds.' },
  )
  async change(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const account = accountOf(caller);
    await answerForm(request, response, () => this.changeOwn(account, request), {
      json: (user) => ({ user: { id: user.id, username: user.username, role: user.role } }),
      next: () => (account.role === 'admin' ? '/admin/dashboard' : '/'),
      again: ({ message }) =>
        passwordPage({ username: account.username, error: message, csrfToken: this.tokenFor(request) }),
    });
  }

  @Get('password_reset/:secret')
  @Requires('anyone')
  @ApiPage({
    summary: 'Open a reset link',
    description: 'A form with which the user of the link chooses a password.',
  })
  async resetForm(@Param('secret') secret: string, @Res() response: Response): Promise<void> {
    const user = await this.resets.find(secret).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'reset_link_invalid') return null;
      throw error;
    });
    if (!user) return sendPage(response, 404, INVALID_LINK);
    sendPage(response, 200, resetPage({ username: user.username, secret }));
  }

  @Post('password_reset')
  @Requires('anyone')
  @ApiForm({
    summary: 'Use a reset link',
    description: 'Sets the password of the user whose link it is; the link works once.',
    body: 'reset',
    json: LOGGED_OUT,
    location: '/login?notice=password_set',
  })
  @ApiProblems(
    { code: 'invalid_request', detail: 'has to have at least 8 characters', field: 'new_password' },
    { code: 'reset_link_invalid', detail: 'Ask an admin for a new link.' },
    { code: 'tls_required', detail: 'In production this works over https only.' },
  )
  async reset(@Req() request: Request, @Res() response: Response): Promise<void> {
    const secret = typed(request, 'secret');
    await answerForm(request, response, () => this.resetWith(request), {
      json: () => ({ user: null }),
      next: () => '/login?notice=password_set',
      again: ({ code, message }) =>
        code === 'reset_link_invalid'
          ? INVALID_LINK
          : resetPage({ username: 'of this link', secret, error: message }),
    });
  }

  private async changeOwn(account: CallerAccount, request: Request): Promise<UserAccount> {
    // The hidden field `username` tells the browser which account the password is for.
    refuseUnknownFields(request, ['username', 'current_password', 'new_password', 'new_password_check']);
    const current = fieldOf(request, 'current_password');
    if (typeof current !== 'string') throw invalidField('current_password', 'has to be a string');
    const password = newPasswordOf(request, account.username);
    const row = await this.users.get(account.id);
    // A stolen session must not be good for guessing the password.
    await this.lock.beginChange(account.id).catch(async (error: unknown) => {
      await this.audit.recordRarely(row.id, this.entry(request, 'login.locked', row));
      throw error;
    });
    if (!(await verifyPassword(row.passwordHash, current))) {
      await this.note(request, 'password.refused', row);
      throw new DomainError('wrong_credentials', {
        detail: 'The current password is wrong.',
        errors: [{ field: 'current_password', message: 'is wrong' }],
      });
    }
    await this.lock.changed(account.id);
    await this.users.setPassword(account.id, password, 'chosen');
    await this.resets.revoke(account.id);
    await this.note(request, 'password.changed', row);
    const changed = await this.users.get(account.id);
    await this.authenticator.open(request, changed);
    return changed;
  }

  private async resetWith(request: Request): Promise<void> {
    refuseUnknownFields(request, ['secret', 'new_password', 'new_password_check']);
    requireTls(request, this.config.production);
    const secret = fieldOf(request, 'secret');
    if (typeof secret !== 'string') throw invalidField('secret', 'has to be a string');
    const { username } = await this.resets.find(secret);
    const user = await this.resets.use(secret, newPasswordOf(request, username));
    await this.note(request, 'password.reset', user);
  }

  private tokenFor(request: Request): string {
    return formToken(request.sessionID, this.secrets.forms);
  }

  private note(
    request: Request,
    action: 'password.refused' | 'password.changed' | 'password.reset',
    user: UserAccount,
  ): Promise<void> {
    return this.audit.record(this.entry(request, action, user));
  }

  private entry(request: Request, action: AuditAction, user: UserAccount): AuditEntry {
    return {
      action,
      actorId: user.id,
      subject: user.username,
      ...(request.ip !== undefined && { address: request.ip }),
    };
  }
}

const INVALID_LINK = messagePage(
  'This link is not valid any more',
  'It was used, or it is too old. Ask an admin for a new one.',
);

/** `@Requires('password')` refuses callers who are not logged in. */
function accountOf(caller: Caller): CallerAccount {
  if (caller.isAnonymous) throw new DomainError('login_required');
  return caller.account;
}

/** @throws DomainError that names the field when it is no password, or was typed differently the second time */
export function newPasswordOf(request: Request, username: string): string {
  const password = fieldOf(request, 'new_password');
  const problem = newPasswordProblem(password, username);
  if (problem !== null) throw invalidField('new_password', problem);
  const again = fieldOf(request, 'new_password_check');
  if (again !== undefined && again !== password)
    throw invalidField('new_password_check', 'differs from new_password');
  return password as string;
}
