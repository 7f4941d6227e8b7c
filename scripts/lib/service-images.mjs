// The images of api, worker and proxy, for the tests: built from the Dockerfiles as an operator would, but on
// bases that are made here when the engine does not have the usual ones. The engine's build cache keeps what
// has not changed.
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import Docker from 'dockerode';
import { pack } from 'tar-stream';
import { Cure, ROOT, say } from './steps.mjs';

/** What the Dockerfiles begin with, and what docker/compose.yaml takes for its proxy. */
const NODE_IMAGE = 'node:20-bookworm-slim';
const PROXY_IMAGE = 'caddy:2-alpine';
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
/** Folders that no image is made of, and that take long to look through. */
const SKIPPED = ['node_modules', 'dist', '.git', '.build', '.cpast'];

/** Images made here, by what they are for. */
const MADE = {
  node: `cpast-test-node:${process.versions.node}`,
  proxy: 'cpast-test-proxy:debian-bookworm',
  api: 'cpast-test-api',
  worker: 'cpast-test-worker',
  native: 'cpast-test-worker-native',
};

/**
 * Builds all of them, or as much as has changed.
 * @param {{ socketPath: string } | object} engineOptions as dockerode takes them
 * @param {string} runnerImage the image of the runner containers, which the engine has
 * @returns {Promise<{ api: string, worker: string, native: string, proxy: string }>} names of images
 * @throws Cure with the builder's words
 */
export async function buildServiceImages(engineOptions, runnerImage) {
  const images = new Images(new Docker(engineOptions));
  const node = (await images.has(NODE_IMAGE)) ? NODE_IMAGE : MADE.node;
  if (node === MADE.node) await images.make(node, nodeContext());
  const proxy = (await images.has(PROXY_IMAGE)) ? PROXY_IMAGE : MADE.proxy;
  if (proxy === MADE.proxy) await images.make(proxy, proxyContext());
  const common = { NODE_IMAGE: node, NPM_CONFIG_REGISTRY: process.env.NPM_CONFIG_REGISTRY ?? '' };
  await images.build(MADE.api, 'docker/api.Dockerfile', common);
  await images.build(MADE.worker, 'docker/worker.Dockerfile', common, 'worker');
  await images.build(
    MADE.native,
    'docker/worker.Dockerfile',
    { ...common, RUNNER_IMAGE: runnerImage },
    'native',
  );
  return { api: MADE.api, worker: MADE.worker, native: MADE.native, proxy };
}

class Images {
  #engine;

  constructor(engine) {
    this.#engine = engine;
  }

  has(name) {
    return this.#engine
      .getImage(name)
      .inspect()
      .then(
        () => true,
        () => false,
      );
  }

  /** Builds an image from a context of its own, unless there is one of this name. */
  async make(name, context) {
    if (await this.has(name)) return;
    say(`making the image ${name} ...`);
    await this.#run(name, context, {});
  }

  /** Builds one of the product's images from what .dockerignore leaves of this folder. */
  async build(name, dockerfile, args, target) {
    const startedAt = Date.now();
    const options = { dockerfile, buildargs: JSON.stringify(args), ...(target && { target }) };
    // dockerode applies .dockerignore to the files it is given, but not to those below folders.
    await this.#run(name, { context: ROOT, src: filesBelow(ROOT, SKIPPED) }, options);
    say(`image ${name}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  }

  async #run(name, context, options) {
    const networks = await this.#engine.listNetworks();
    const bridged = networks.some(({ Driver }) => Driver === 'bridge');
    const stream = await this.#engine.buildImage(context, {
      t: name,
      rm: true,
      forcerm: true,
      ...(bridged ? {} : { networkmode: 'host' }),
      ...options,
    });
    const said = [];
    let failure = null;
    const fail = (reason) => {
      throw new Cure(`the image ${name} cannot be built: ${reason}\n${said.slice(-40).join('')}`);
    };
    await this.#follow(stream, (event) => {
      if (event.stream) said.push(event.stream);
      if (event.error) failure = event.error;
    }).catch(({ message }) => fail(message));
    // The stream of a build that failed ends like any other.
    if (failure !== null) fail(failure);
  }

  #follow(stream, onEvent) {
    return new Promise((resolve, reject) =>
      this.#engine.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), onEvent),
    );
  }
}

/** Files below a folder, relative to it, without those in folders of the names in `skipped`. */
function filesBelow(folder, skipped, at = folder) {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    if (entry.isDirectory()) return skipped.includes(entry.name) ? [] : filesBelow(folder, skipped, path);
    return entry.isFile() ? [relative(folder, path)] : [];
  });
}

/** This machine's Node.js and npm, with the certificates that it trusts, on Debian. */
function nodeContext() {
  const node = realpathSync(process.execPath);
  const npm = join(dirname(dirname(node)), 'lib/node_modules/npm');
  if (!existsSync(npm)) throw new Cure(`there is no npm beside ${node} to make ${NODE_IMAGE} from`);
  const context = pack();
  const add = (name, path, mode) => context.entry({ name, mode, mtime: new Date(0) }, readFileSync(path));
  const trusts = existsSync(CERTIFICATES);
  add('node', node, 0o755);
  for (const file of filesBelow(npm, [])) add(`npm/${file}`, join(npm, file), 0o755);
  if (trusts) add('certificates', CERTIFICATES, 0o644);
  context.entry(
    { name: 'Dockerfile' },
    [
      'FROM debian:bookworm-slim',
      'COPY node /usr/local/bin/node',
      'COPY npm /usr/local/lib/node_modules/npm',
      'RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && npm --version',
      ...(trusts ? [`COPY certificates ${CERTIFICATES}`, `ENV NODE_EXTRA_CA_CERTS=${CERTIFICATES}`] : []),
    ].join('\n'),
  );
  context.finalize();
  return context;
}

/** Debian's Caddy. */
function proxyContext() {
  const context = pack();
  context.entry(
    { name: 'Dockerfile' },
    [
      'FROM debian:bookworm-slim',
      'RUN apt-get update && apt-get install -y --no-install-recommends caddy && rm -rf /var/lib/apt/lists/*',
    ].join('\n'),
  );
  context.finalize();
  return context;
}
