import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { UsersModule } from '../users/users.module.js';
import { ApiTokens } from './api-tokens.js';
import { TokensController } from './tokens.controller.js';

/** Tokens with which programs act for a user. */
@Module({
  imports: [AccessModule, UsersModule],
  controllers: [TokensController],
  providers: [ApiTokens],
  exports: [ApiTokens],
})
export class TokensModule {}
