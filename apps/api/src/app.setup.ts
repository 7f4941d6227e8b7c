import { useRedactingLogger } from '@app/logging';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { type ApiEnvironment, AppModule } from './app.module.js';
import { Security } from './accounts/auth/security.js';
import { setupDocs } from './platform/docs/setup-docs.js';
import { refuseOtherHosts } from './platform/http/allowed-hosts.js';
import { BodyInterceptor } from './platform/http/bodies/body.interceptor.js';
import { ThreadPool } from './platform/threads/thread-pool.js';
import { readBodies } from './platform/http/bodies/read-bodies.js';
import { requestId } from './platform/http/request-id.js';
import { securityHeaders } from './platform/http/security-headers.js';
import { limitServer } from './platform/http/server/server-limits.js';
import { countWrites } from './platform/request-limits/count-writes.js';
import { ProblemFilter } from './platform/http/answers/problem.filter.js';
import { RequestPipe } from './platform/validation/request-pipe.js';
import { packageRoot } from './platform/environment/package-root.js';
import { serveWeb } from './platform/http/static/serve-web.js';

export interface ApiOptions {
  environment: ApiEnvironment;
  /** Open and migrated; whoever opened it closes it after the app. */
  dataSource: DataSource;
  /** The built web page; default: apps/web/dist. */
  webRoot?: string;
}

/** Builds the api as main.ts and the tests use it: initialised, not listening yet. */
export async function createApi({
  environment,
  dataSource,
  webRoot,
}: ApiOptions): Promise<NestExpressApplication> {
  const logger = useRedactingLogger(environment.config);
  const security = await Security.open(environment.config, dataSource);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRoot(environment, dataSource, security),
    {
      bodyParser: false,
      logger,
      abortOnError: false,
    },
  );
  app.disable('x-powered-by');
  // An answer is made anew each time anyway; hashing it costs a quarter of the throughput.
  app.set('etag', false);
  app.set('trust proxy', [...environment.config.trustedProxies]);
  app.use(requestId);
  app.use(securityHeaders());
  app.use(refuseOtherHosts(environment.config));
  serveWeb(app, webRoot ?? join(packageRoot(), 'apps/web/dist'));
  app.use(countWrites(security.limiter));
  app.use(['/login', '/register'], security.sessions.always);
  app.use(security.sessions.existing);
  app.use(readBodies(app.get(ThreadPool)));
  app.useGlobalInterceptors(new BodyInterceptor());
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.useWebSocketAdapter(new IoAdapter(app));
  setupDocs(app);
  limitServer(app.getHttpServer());
  return app.init();
}
