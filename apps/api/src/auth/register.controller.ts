import type { Config } from '@app/config';
import type { UserAccount } from '@app/entities';
import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AuditService } from '../audit/audit.service.js';
import { addressKey } from '../limits/addresses.js';
import { RegistrationLimit } from '../limits/registration-limit.js';
import { registerPage } from '../pages/forms.js';
import { sendPage } from '../pages/page.js';
import { DomainError, invalidField } from '../problem/domain-error.js';
import { CONFIG } from '../tokens.js';
import { usernameProblem } from '../users/usernames.js';
import { UsersService } from '../users/users.service.js';
import { Requires } from './access.decorator.js';
import { Authenticator } from './authenticator.js';
import { answerForm, fieldOf, typed } from './form-answer.js';
import { newPasswordOf } from './password.controller.js';
import { requireTls } from './require-tls.js';
import { accountView } from './session-view.js';

/** Visitors make themselves an account, where REGISTRATION says so. */
@ApiExcludeController()
@Controller('register')
export class RegisterController {
  constructor(
    private readonly users: UsersService,
    private readonly authenticator: Authenticator,
    private readonly audit: AuditService,
    private readonly limit: RegistrationLimit,
    @Inject(CONFIG) private readonly config: Pick<Config, 'registration' | 'production'>,
  ) {}

  @Get()
  @Requires('anyone')
  page(@Res() response: Response): void {
    this.requireOpen();
    sendPage(response, 200, registerPage({}));
  }

  @Post()
  @Requires('anyone')
  async register(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.requireOpen();
    await answerForm(request, response, () => this.make(request), {
      json: (user) => ({ user: accountView(user) }),
      next: () => '/',
      again: ({ message }) => registerPage({ error: message, username: typed(request, 'username') }),
    });
  }

  private async make(request: Request): Promise<UserAccount> {
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
