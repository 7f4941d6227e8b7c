# A worker, in two targets. Both need DATABASE_URL, REDIS_URL and RABBITMQ_URL; docker/compose.yaml starts either.
#   worker  runs programs in runner containers of a container engine (RUNNER=docker), whose socket it is given
#   native  holds the compilers itself and runs programs in boxes of its own (RUNNER=native); no engine, no privilege
#   docker build -f docker/worker.Dockerfile --target worker -t cpast-worker .
# Nothing here needs a builder newer than the classic one, which is why `native` comes last: it makes all stages up to its target.

ARG NODE_IMAGE=node:20-bookworm-slim
# For `native`: the image of docker/runner.Dockerfile whose compilers it takes over.
ARG RUNNER_IMAGE=cpast-runner:core

# These two stages are those of docker/api.Dockerfile, word for word, so that the builder does them once for both.
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

FROM ${NODE_IMAGE} AS worker
WORKDIR /cpast
COPY --from=build /cpast/node_modules node_modules
COPY --from=build /cpast/dist/apps/worker dist/apps/worker
COPY package.json nest-cli.json ./
COPY docker/worker-health.mjs docker/seccomp.json docker/runner.Dockerfile docker/
# What the name of the runner image is made from, and what it is built from when the engine does not have it.
COPY native/box native/box
USER 10002:10002
ENV NODE_ENV=production RUNNER=docker DATA_DIR=/var/tmp/cpast
HEALTHCHECK --interval=15s --timeout=10s --start-period=120s --retries=3 \
  CMD ["node", "docker/worker-health.mjs"]
CMD ["node", "dist/apps/worker/apps/worker/src/main.js"]

FROM ${RUNNER_IMAGE} AS native
USER 0:0
WORKDIR /cpast
# The first four as for `worker`.
COPY --from=build /cpast/node_modules node_modules
COPY --from=build /cpast/dist/apps/worker dist/apps/worker
COPY package.json nest-cli.json ./
COPY docker/worker-health.mjs docker/seccomp.json docker/runner.Dockerfile docker/
# Beside the compilers' own Node.js, which is the one that programs get.
COPY --from=packages /usr/local/bin/node bin/node
RUN mkdir -p native/box/build && ln -s /usr/local/bin/box native/box/build/box
USER 10002:10002
ENV NODE_ENV=production RUNNER=native DATA_DIR=/var/tmp/cpast
HEALTHCHECK --interval=15s --timeout=10s --start-period=120s --retries=3 \
  CMD ["/cpast/bin/node", "docker/worker-health.mjs"]
ENTRYPOINT []
CMD ["/cpast/bin/node", "dist/apps/worker/apps/worker/src/main.js"]
