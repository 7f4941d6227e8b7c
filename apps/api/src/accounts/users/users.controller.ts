import type { UserAccountView } from '@app/contracts';
import { Body, Controller, Get, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { actorOf } from '../audit/actor-of.js';
import { type AuditAction, AuditLog } from '../audit/audit-log.js';
import { Requires } from '../access/access.decorator.js';
import { type Caller, CurrentCaller } from '../access/caller.js';
import { ApiProblems } from '../../platform/docs/problem-response.js';
import { UuidParamPipe } from '../../platform/validation/uuid-param.pipe.js';
import { PasswordResets } from './password-resets.js';
import { ChangeUserDto, CreateUserDto } from './user.dto.js';
import { toUserView, Users } from './users.js';

const EXAMPLE: UserAccountView = {
  id: '0199b1c2-5f00-7abc-8def-0123456789ab',
  username: 'ada',
  role: 'user',
  disabled: false,
  hasPassword: true,
  createdAt: '2026-01-31T12:00:00.000Z',
  lastLoginAt: null,
};
const FORBIDDEN = { code: 'forbidden', detail: 'Only admins may do this.' } as const;
const NOT_FOUND = { code: 'user_not_found', detail: 'There is no user 0199b1c2-...' } as const;

/** The one-time link with which a user chooses a password. */
interface ResetLink {
  url: string;
  expiresAt: string;
}
const LINK: ResetLink = {
  url: 'https://cpast.example/password_reset/...',
  expiresAt: '2026-02-01T12:00:00.000Z',
};

@ApiTags('admin')
@Requires('admin')
@Controller('api/v1/admin/users')
export class UsersController {
  constructor(
    private readonly users: Users,
    private readonly resets: PasswordResets,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List users', description: 'Oldest first.' })
  @ApiResponse({
    status: 200,
    description: 'The users.',
    content: { 'application/json': { example: { items: [EXAMPLE] } } },
  })
  @ApiProblems(FORBIDDEN)
  async list(): Promise<{ items: UserAccountView[] }> {
    return { items: await this.users.list() };
  }

  @Post()
  @ApiOperation({
    summary: 'Create a user',
    description: 'The user chooses a password with the link in the answer, which works once and for a day.',
  })
  @ApiBody({ type: CreateUserDto, examples: { ada: { summary: 'A user', value: { username: 'ada' } } } })
  @ApiResponse({
    status: 201,
    description: 'Created.',
    content: {
      'application/json': { example: { user: { ...EXAMPLE, hasPassword: false }, resetLink: LINK } },
    },
  })
  @ApiProblems(FORBIDDEN, { code: 'username_taken', detail: 'There is a user ada already.' })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() { username, role }: CreateUserDto,
    @Req() request: Request,
  ): Promise<{ user: UserAccountView; resetLink: ResetLink }> {
    const user = await this.users.create(username, role, null);
    await this.note(caller, request, 'user.created', user.username, { role });
    return { user: toUserView(user), resetLink: await this.link(user.id, request) };
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change a user',
    description: 'Sets the role, disables or enables. What changes anything ends all sessions of the user.',
  })
  @ApiBody({ type: ChangeUserDto, examples: { disable: { summary: 'Disable', value: { disabled: true } } } })
  @ApiResponse({
    status: 200,
    description: 'Changed.',
    content: { 'application/json': { example: { ...EXAMPLE, disabled: true } } },
  })
  @ApiProblems(FORBIDDEN, NOT_FOUND, {
    code: 'invalid_request',
    detail: 'this is the last admin',
    field: 'disabled',
  })
  async change(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Body() change: ChangeUserDto,
    @Req() request: Request,
  ): Promise<UserAccountView> {
    const user = await this.users.change(id, change);
    await this.note(caller, request, 'user.changed', user.username, { ...change });
    return user;
  }

  @Post(':id/reset_link')
  @ApiOperation({
    summary: 'Create a reset link',
    description: 'Whoever has the link can choose the password of this user, once and for a day.',
  })
  @ApiResponse({
    status: 201,
    description: 'Created.',
    content: { 'application/json': { example: LINK } },
  })
  @ApiProblems(FORBIDDEN, NOT_FOUND)
  async resetLink(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParamPipe) id: string,
    @Req() request: Request,
  ): Promise<ResetLink> {
    const user = await this.users.get(id);
    await this.note(caller, request, 'password.reset_link_created', user.username);
    return this.link(id, request);
  }

  private async link(userId: string, request: Request): Promise<ResetLink> {
    const { secret, expiresAt } = await this.resets.create(userId);
    const url = `${request.protocol}://${request.host}/password_reset/${secret}`;
    return { url, expiresAt: expiresAt.toISOString() };
  }

  private note(
    caller: Caller,
    request: Request,
    action: AuditAction,
    subject: string,
    detail?: Record<string, unknown>,
  ): Promise<void> {
    return this.audit.record({
      action,
      subject,
      ...actorOf(caller, request),
      ...(detail && { detail }),
    });
  }
}
