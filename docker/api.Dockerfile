# The api and the page, without a worker: it takes no programs until a worker is there (docker/worker.Dockerfile).
#   docker build -f docker/api.Dockerfile -t cpast-api .
# docker/compose.yaml starts it. Nothing here needs a builder newer than the classic one.

ARG NODE_IMAGE=node:20-bookworm-slim

# These two stages are those of docker/worker.Dockerfile, word for word, so that the builder does them once for both.
FROM ${NODE_IMAGE} AS packages
# A mirror of the npm registry; empty: the registry itself.
ARG NPM_CONFIG_REGISTRY=
WORKDIR /cpast
COPY package.json package-lock.json .npmrc ./
RUN set -eu; \
    if [ -z "$NPM_CONFIG_REGISTRY" ]; then unset NPM_CONFIG_REGISTRY; fi; \
    npm ci --include=dev --no-audit --no-fund

FROM packages AS build
COPY . .
RUN node_modules/.bin/nest build api && node_modules/.bin/nest build worker \
    && node_modules/.bin/vite build apps/web --logLevel warn
# Source maps of packages, types and the compiler that they name as a peer are of no use at run time.
RUN npm prune --omit=dev --no-audit --no-fund \
    && rm -rf node_modules/typescript node_modules/.bin/tsc node_modules/.bin/tsserver \
    && find node_modules -type f '(' -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' ')' -delete

FROM ${NODE_IMAGE}
WORKDIR /cpast
COPY --from=build /cpast/node_modules node_modules
COPY --from=build /cpast/dist/apps/api dist/apps/api
COPY --from=build /cpast/apps/web/dist apps/web/dist
COPY package.json nest-cli.json ./
# No user of the host, and none of the runner containers. Nothing in the image belongs to it.
USER 10002:10002
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000
EXPOSE 8000
# /health_check answers 200 when the database does; what else is out of reach only makes it degraded.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health_check`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/api/apps/api/src/main.js"]
