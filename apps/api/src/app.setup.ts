import { useRedactingLogger } from '@app/logging';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Request, RequestHandler } from 'express';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { type ApiEnvironment, AppModule } from './app.module.js';
import { Security } from './accounts/auth/security.js';
import { USERS_PER_ADDRESS } from './features/scheduling/payers.js';
import { LargeJsonInterceptor, sendJsonBytes } from './platform/http/answers/large-json.js';
import { limitAnswers } from './platform/http/answers/answer-budget.js';
import { setupDocs } from './platform/docs/setup-docs.js';
import { refuseOtherHosts } from './platform/http/allowed-hosts.js';
import { BodyInterceptor } from './platform/http/bodies/body.interceptor.js';
import { SharedPages } from './features/submissions/read/shared-pages.js';
import { ThreadPool } from './platform/threads/thread-pool.js';
import { readBodies } from './platform/http/bodies/read-bodies.js';
import { refuseManyHeaders } from './platform/http/header-count.js';
import { requestId } from './platform/http/request-id.js';
import { securityHeaders } from './platform/http/security-headers.js';
import { limitConnections, mostConnections } from './platform/http/server/limit-connections.js';
import { limitPipelining } from './platform/http/server/limit-pipelining.js';
import { limitServer } from './platform/http/server/server-limits.js';
import { countRequests } from './platform/request-limits/count-requests.js';
import { FacadeUpgrades } from './facades/common/facade-upgrades.js';
import { mountFacades } from './facades/common/facade-mounts.js';
import { ProblemFilter } from './platform/http/answers/problem.filter.js';
import { RequestPipe } from './platform/validation/request-pipe.js';
import { packageRoot } from './platform/environment/package-root.js';
import { serveWeb } from './platform/http/static/serve-web.js';

/** Connections of one address besides those of its sockets. */
const REQUESTS_AT_ONCE = 256;
/**
 * What load balancers ask all day, and what browsers ask before they ask something: neither is counted, nor
 * does it matter who asks.
 */
const isFree = ({ path, method }: Request) => path === '/health_check' || method === 'OPTIONS';
/** What Express makes of `trust proxy`. */
type TrustProxy = (address: string, hop: number) => boolean;

export interface ApiOptions {
  environment: ApiEnvironment;
  /** Open and migrated; the caller closes it after the app. */
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
  const threads = app.get(ThreadPool);
  app.disable('x-powered-by');
  // An answer is made anew each time anyway; hashing it costs a quarter of the throughput.
  app.set('etag', false);
  app.set('trust proxy', [...environment.config.trustedProxies]);
  app.use(requestId);
  app.use(refuseManyHeaders);
  app.use(securityHeaders());
  app.use(refuseOtherHosts(environment.config));
  app.use(limitAnswers());
  app.use(sendJsonBytes);
  app.use(countRequests(security.limiter, isFree));
  app.use(mountFacades(environment.config.facades, threads));
  const pages = app.get(SharedPages);
  serveWeb(app, webRoot ?? join(packageRoot(), 'apps/web/dist'), (path) => pages.headOf(path));
  app.use(['/login', '/register'], security.sessions.always);
  app.use(unless(isFree, security.sessions.existing));
  app.use(readBodies(threads));
  app.useGlobalInterceptors(new BodyInterceptor(), new LargeJsonInterceptor());
  app.useGlobalPipes(new RequestPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.useWebSocketAdapter(new IoAdapter(app));
  setupDocs(app);
  const server = app.getHttpServer() as Server;
  limitServer(server);
  app.get(FacadeUpgrades).serve(server);
  const isTrusted = app.getHttpAdapter().getInstance().get('trust proxy fn') as TrustProxy;
  limitConnections(server, {
    total: mostConnections(),
    perAddress: environment.config.usage.openSockets * USERS_PER_ADDRESS + REQUESTS_AT_ONCE,
    isProxy: (address) => isTrusted(address, 0),
  });
  await app.init();
  limitPipelining(server);
  return app;
}

function unless(isLeftOut: (request: Request) => boolean, handler: RequestHandler): RequestHandler {
  return (request, response, next) => (isLeftOut(request) ? next() : handler(request, response, next));
}
