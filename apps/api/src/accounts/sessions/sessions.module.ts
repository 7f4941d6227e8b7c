import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Secrets } from './secrets.js';

/**
 * What sessions, forms and webhooks are signed with. The sessions themselves are a middleware, made before
 * the app.
 */
@Global()
@Module({})
export class SessionsModule {
  static forRoot(secrets: Secrets): DynamicModule {
    return {
      module: SessionsModule,
      providers: [{ provide: Secrets, useValue: secrets }],
      exports: [Secrets],
    };
  }
}
