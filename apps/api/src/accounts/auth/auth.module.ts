import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CallerSockets } from '../access/caller-sockets.js';
import { RequestLimiter } from '../../platform/request-limits/request-limiter.js';
import { Secrets } from '../sessions/secrets.js';
import { ApiTokensService } from '../tokens/api-tokens.service.js';
import { TokensController } from '../tokens/tokens.controller.js';
import { DefaultAdminService } from '../users/default-admin.service.js';
import { PasswordResetsService } from '../users/password-resets.service.js';
import { UsersController } from '../users/users.controller.js';
import { UsersService } from '../users/users.service.js';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.js';
import { IdentityService } from './identity.service.js';
import { RegistrationLimit } from './registration-limit.js';
import { LoginLockService } from './login-lock.service.js';
import { LoginController } from './login.controller.js';
import { PasswordController } from './password.controller.js';
import { RegisterController } from './register.controller.js';
import { Security } from './security.js';
import { SessionController } from './session.controller.js';
import { SocketCallers } from './socket-callers.js';

/** Who calls, and what they may do: accounts, sessions, tokens. */
@Module({})
export class AuthModule {
  static forRoot(security: Security): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      controllers: [
        LoginController,
        PasswordController,
        RegisterController,
        SessionController,
        TokensController,
        UsersController,
      ],
      providers: [
        { provide: Security, useValue: security },
        { provide: Secrets, useValue: security.secrets },
        { provide: RequestLimiter, useValue: security.limiter },
        { provide: APP_GUARD, useClass: AccessGuard },
        Authenticator,
        IdentityService,
        CallerSockets,
        SocketCallers,
        LoginLockService,
        RegistrationLimit,
        UsersService,
        DefaultAdminService,
        PasswordResetsService,
        ApiTokensService,
      ],
      exports: [
        Security,
        Secrets,
        RequestLimiter,
        IdentityService,
        CallerSockets,
        SocketCallers,
        UsersService,
      ],
    };
  }
}
