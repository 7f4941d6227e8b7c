import { useRedactingLogger } from '@app/logging';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { IoAdapter } from '@nestjs/platform-socket.io';
import helmet from 'helmet';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { Security } from './auth/security.js';
import { setupDocs } from './docs/setup-docs.js';
import type { ApiEnvironment } from './environment.module.js';
import { refuseOtherHosts } from './http/allowed-hosts.js';
import { readBodies } from './http/read-bodies.js';
import { requestId } from './http/request-id.js';
import { limitServer } from './http/server-limits.js';
import { countWrites } from './limits/count-writes.js';
import { ProblemFilter } from './problem/problem.filter.js';
import { RequestPipe } from './validation/request-pipe.js';
import { packageRoot } from './web/package-root.js';
import { serveWeb } from './web/serve-web.js';

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
  app.use(readBodies());
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.useWebSocketAdapter(new IoAdapter(app));
  setupDocs(app);
  limitServer(app.getHttpServer());
  return app.init();
}

function securityHeaders() {
  return helmet({
    // TLS ends at a proxy, if anywhere: it is the one to promise https.
    strictTransportSecurity: false,
    // With `no-referrer` browsers hide the origin of our own forms as well.
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      directives: {
        // The editor and Swagger UI write style elements.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        // helmet would allow fonts of any site.
        'font-src': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        'upgrade-insecure-requests': null,
      },
    },
  });
}
