import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { DefaultAdmin } from './default-admin.js';
import { PasswordResets } from './password-resets.js';
import { UsersController } from './users.controller.js';
import { Users } from './users.js';

/** Accounts and their passwords. */
@Module({
  imports: [AccessModule],
  controllers: [UsersController],
  providers: [Users, DefaultAdmin, PasswordResets],
  exports: [Users, PasswordResets],
})
export class UsersModule {}
