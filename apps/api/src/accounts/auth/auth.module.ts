import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RequestLimiter } from '../../platform/request-limits/request-limiter.js';
import { AccessModule } from '../access/access.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { AccountSessionsController } from './account-sessions.controller.js';
import { Authenticator } from './authenticator.js';
import { Identities } from './identities.js';
import { LoginLock } from './login-lock.js';
import { LoginController } from './login.controller.js';
import { PasswordController } from './password.controller.js';
import { RegisterController } from './register.controller.js';
import { RegistrationLimit } from './registration-limit.js';
import { Security } from './security.js';
import { SessionController } from './session.controller.js';
import { SocketCallers } from './socket-callers.js';
import { VisitorClaims } from './visitor-claims.js';

/** How callers prove who they are; the guard before every route. */
@Module({})
export class AuthModule {
  static forRoot(security: Security): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      imports: [AccessModule, SessionsModule.forRoot(security.secrets), UsersModule, TokensModule],
      controllers: [
        AccountSessionsController,
        LoginController,
        PasswordController,
        RegisterController,
        SessionController,
      ],
      providers: [
        { provide: Security, useValue: security },
        { provide: RequestLimiter, useValue: security.limiter },
        { provide: APP_GUARD, useClass: AccessGuard },
        Authenticator,
        VisitorClaims,
        Identities,
        SocketCallers,
        LoginLock,
        RegistrationLimit,
      ],
      exports: [Identities, Security, RequestLimiter, SocketCallers, AccessModule, UsersModule],
    };
  }
}
