import type { Config } from '@app/config';
import type { UserAccount } from '@app/database';
import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AuditLog } from '../audit/audit-log.js';
import { USER } from './account-examples.js';
import { ApiForm, ApiPage } from './form-docs.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { addressKey } from '../../platform/http/addresses.js';
import { RegistrationLimit } from './registration-limit.js';
import { registerPage } from './forms.js';
import { sendPage } from '../../platform/pages/page.js';
import { DomainError, invalidField } from '../../platform/problem/domain-error.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { usernameProblem } from '../users/usernames.js';
import { Users } from '../users/users.js';
import { Requires } from '../access/access.decorator.js';
import { Authenticator } from './authenticator.js';
import { answerForm, fieldOf, refuseUnknownFields, typed } from './form-answer.js';
import { newPasswordOf } from './password.controller.js';
import { requireTls } from './require-tls.js';
import { accountView } from './session-view.js';

const CLOSED = {
  code: 'registration_closed',
  detail: 'Ask an admin for an account (REGISTRATION=false).',
} as const;

/** Visitors make themselves an account, where REGISTRATION says so. */
@ApiTags('accounts')
@Controller('register')
export class RegisterController {
  constructor(
    private readonly users: Users,
    private readonly authenticator: Authenticator,
    private readonly audit: AuditLog,
    private readonly limit: RegistrationLimit,
    @Inject(CONFIG) private readonly config: Pick<Config, 'registration' | 'production'>,
  ) {}

  @Get()
  @Requires('anyone')
  @ApiPage({ summary: 'Open the page for registration', description: 'A form, where registration is open.' })
  @ApiProblems(CLOSED)
  page(@Res() response: Response): void {
    this.requireOpen();
    sendPage(response, 200, registerPage({}));
  }

  @Post()
  @Requires('anyone')
  @ApiForm({
    summary: 'Make an account',
    description: 'Makes a user and logs in, where registration is open.',
    body: 'register',
    json: { user: USER },
    location: '/',
  })
  @ApiProblems(
    CLOSED,
    { code: 'invalid_request', detail: 'has to have at least 8 characters', field: 'new_password' },
    { code: 'username_taken', detail: 'There is a user ada already.' },
    { code: 'tls_required', detail: 'In production this works over https only.' },
  )
  async register(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.requireOpen();
    await answerForm(request, response, () => this.make(request), {
      json: (user) => ({ user: accountView(user) }),
      next: () => '/',
      again: ({ message }) => registerPage({ error: message, username: typed(request, 'username') }),
    });
  }

  private async make(request: Request): Promise<UserAccount> {
    refuseUnknownFields(request, ['username', 'new_password', 'new_password_check']);
    requireTls(request, this.config.production);
    const username = fieldOf(request, 'username');
    const problem = usernameProblem(username);
    if (problem !== null) throw invalidField('username', problem);
    const password = newPasswordOf(request, username as string);
    await this.limit.count(addressKey(request.ip));
    const user = await this.users.create(username as string, 'user', password);
    await this.audit.record({
      action: 'user.registered',
      actorId: user.id,
      subject: user.username,
      ...(request.ip !== undefined && { address: request.ip }),
    });
    await this.authenticator.open(request, user);
    return user;
  }

  private requireOpen(): void {
    if (this.config.registration) return;
    throw new DomainError('registration_closed', {
      detail: 'Ask an admin for an account (REGISTRATION=false).',
    });
  }
}
