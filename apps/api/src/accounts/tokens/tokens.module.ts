import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { UsersModule } from '../users/users.module.js';
import { ApiTokensService } from './api-tokens.service.js';
import { TokensController } from './tokens.controller.js';

/** Tokens with which programs act for a user. */
@Module({
  imports: [AccessModule, UsersModule],
  controllers: [TokensController],
  providers: [ApiTokensService],
  exports: [ApiTokensService],
})
export class TokensModule {}
