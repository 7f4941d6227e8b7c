import type { ApiTokenView } from '@app/contracts';
import { Body, Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { AuditLog } from '../audit/audit-log.js';
import { Requires } from '../access/access.decorator.js';
import { type Caller, type CallerAccount, CurrentCaller } from '../access/caller.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { DomainError, invalidField } from '../../platform/problem/domain-error.js';
import { UuidParamPipe } from '../../platform/validation/uuid-param.pipe.js';
import { ApiTokens } from './api-tokens.js';
import { CreateTokenDto } from './create-token.dto.js';

const EXAMPLE: ApiTokenView = {
  id: '0199b1c2-5f00-7abc-8def-0123456789ab',
  name: 'ci',
  scopes: ['submit', 'read'],
  createdAt: '2026-01-31T12:00:00.000Z',
  expiresAt: '2026-05-01T12:00:00.000Z',
  lastUsedAt: null,
  revokedAt: null,
};
const LOGIN_REQUIRED = { code: 'login_required', detail: 'Log in at /login.' } as const;

@ApiTags('accounts')
@Requires('account')
@Controller('api/v1/tokens')
export class TokensController {
  constructor(
    private readonly tokens: ApiTokens,
    private readonly audit: AuditLog,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Create an API token',
    description:
      'The answer is the only one that holds the token. It works as `Authorization: Bearer TOKEN`.',
  })
  @ApiBody({
    type: CreateTokenDto,
    examples: { ci: { summary: 'For a pipeline', value: { name: 'ci', scopes: ['submit', 'read'] } } },
  })
  @ApiResponse({
    status: 201,
    description: 'Created.',
    content: { 'application/json': { example: { ...EXAMPLE, token: 'cpast_...' } } },
  })
  @ApiProblems(LOGIN_REQUIRED, {
    code: 'invalid_request',
    detail: 'only admins have tokens with the scope admin',
    field: 'scopes',
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateTokenDto,
    @Req() request: Request,
  ): Promise<ApiTokenView & { token: string }> {
    const account = accountOf(caller);
    if (body.scopes.includes('admin') && account.role !== 'admin')
      throw invalidField('scopes', 'only admins have tokens with the scope admin');
    const created = await this.tokens.create(account.id, body);
    await this.note(request, 'token.created', account, created);
    return created;
  }

  @Get()
  @ApiOperation({
    summary: 'List your API tokens',
    description: 'Newest first, without the tokens themselves.',
  })
  @ApiResponse({
    status: 200,
    description: 'The tokens.',
    content: { 'application/json': { example: { items: [EXAMPLE] } } },
  })
  @ApiProblems(LOGIN_REQUIRED)
  async list(@CurrentCaller() caller: Caller): Promise<{ items: ApiTokenView[] }> {
    return { items: await this.tokens.list(accountOf(caller).id) };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an API token', description: 'It stops working at once; the entry stays.' })
  @ApiResponse({
    status: 200,
    description: 'Revoked.',
    content: { 'application/json': { example: { ...EXAMPLE, revokedAt: '2026-02-01T12:00:00.000Z' } } },
  })
  @ApiProblems(LOGIN_REQUIRED, { code: 'token_not_found', detail: 'You have no token 0199b1c2-...' })
  async revoke(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Req() request: Request,
  ): Promise<ApiTokenView> {
    const account = accountOf(caller);
    const revoked = await this.tokens.revoke(account.id, id);
    await this.note(request, 'token.revoked', account, revoked);
    return revoked;
  }

  private note(
    request: Request,
    action: 'token.created' | 'token.revoked',
    account: CallerAccount,
    { id, name, scopes }: ApiTokenView,
  ): Promise<void> {
    return this.audit.record({
      action,
      actorId: account.id,
      subject: account.username,
      ...(request.ip !== undefined && { address: request.ip }),
      detail: { id, name, scopes },
    });
  }
}

/** `@Requires('account')` refuses callers who are not logged in. */
function accountOf(caller: Caller): CallerAccount {
  if (caller.isAnonymous) throw new DomainError('login_required');
  return caller.account;
}
