import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { DefaultAdminService } from './default-admin.service.js';
import { PasswordResetsService } from './password-resets.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/** Accounts and their passwords. */
@Module({
  imports: [AccessModule],
  controllers: [UsersController],
  providers: [UsersService, DefaultAdminService, PasswordResetsService],
  exports: [UsersService, PasswordResetsService],
})
export class UsersModule {}
