import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { RunnerUnavailable } from '../runner.js';
import { engineAt, inTime, statusOf } from './engine.js';

const REPOSITORY = 'cpast-runner';
const DOCKERFILE = 'docker/runner.Dockerfile';
const BOX_FOLDER = 'native/box';
/** What `build.sh` there needs. */
const SOURCE_OF_BOX = /^(preload\/)?[^/]+\.(c|h|def|sh)$/;
const QUESTION_TIMEOUT_MS = 10_000;

/** `core`: the ten languages that are used most; `full`: the whole family. */
export type ImageTarget = 'core' | 'full';

/** An image the engine has. */
export interface RunnerImage {
  reference: string;
  id: string;
}

interface Source {
  path: string;
  content: Buffer;
}

/** The files that the image is made from. @param root the package's folder */
async function sourcesOf(root: string): Promise<Source[]> {
  const names = (await readdir(join(root, BOX_FOLDER), { recursive: true })).filter((name) =>
    SOURCE_OF_BOX.test(name),
  );
  const paths = [DOCKERFILE, ...names.sort().map((name) => `${BOX_FOLDER}/${name}`)];
  return Promise.all(paths.map(async (path) => ({ path, content: await readFile(join(root, path)) })));
}

/** A day of Debian's archive, as in `20250901T000000Z`; '': that of the build. */
const ANY_DAY = '';

/**
 * The name of the image that these sources make: another Dockerfile, another box or another day's packages
 * are another image.
 */
export async function ownReference(root: string, target: ImageTarget, snapshot = ANY_DAY): Promise<string> {
  const hash = createHash('sha256').update(snapshot);
  for (const { path, content } of await sourcesOf(root))
    hash.update(`${path}\0${content.length}\0`).update(content);
  return `${REPOSITORY}:${target}-${hash.digest('hex').slice(0, 12)}`;
}

/** null: the engine does not have it. @throws EngineGone */
async function findImage(engine: Docker, reference: string): Promise<RunnerImage | null> {
  try {
    const { Id } = await inTime(engine.getImage(reference).inspect(), QUESTION_TIMEOUT_MS);
    return { reference, id: Id };
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

/**
 * The image that runs programs here: the one the operator named, else our own, the full one before the core
 * one. null: none of them is here.
 * @throws EngineGone
 */
export async function findRunnerImage(
  engine: Docker,
  root: string,
  named: string | null,
): Promise<RunnerImage | null> {
  if (named !== null) return findImage(engine, named);
  return (
    (await findImage(engine, await ownReference(root, 'full'))) ??
    (await findImage(engine, await ownReference(root, 'core')))
  );
}

/**
 * The same, but pulls the named one or builds `core` when there is none.
 * @throws RunnerUnavailable with the engine's words; EngineGone
 */
export async function ensureRunnerImage(
  engine: Docker,
  root: string,
  named: string | null,
  log: (message: string) => void,
): Promise<RunnerImage> {
  const known = await findRunnerImage(engine, root, named);
  if (known) return known;
  return named === null ? buildImage(engine, root, 'core', log) : pullImage(engine, named, log);
}

/** One of our own images, for scripts. @throws RunnerUnavailable; EngineGone */
export async function ensureOwnImage(options: {
  dockerHost: string | null;
  root: string;
  target: ImageTarget;
  log(message: string): void;
  /** Default: the packages of the day it is built. */
  snapshot?: string;
}): Promise<RunnerImage> {
  const { root, target, log, snapshot = ANY_DAY } = options;
  const engine = await engineAt(options.dockerHost);
  const known = await findImage(engine, await ownReference(root, target, snapshot));
  return known ?? buildImage(engine, root, target, log, snapshot);
}

/** @throws RunnerUnavailable with the engine's words; EngineGone */
async function pullImage(engine: Docker, reference: string, log: (message: string) => void) {
  log(`pulling the image ${reference} ...`);
  try {
    await follow(engine, await engine.pull(reference), (event) => {
      if (event.status && !event.progress) log(`${event.id ? `${event.id}: ` : ''}${event.status}`);
    });
  } catch (error) {
    throw new RunnerUnavailable(`RUNNER_IMAGE: ${reference} cannot be pulled: ${(error as Error).message}`);
  }
  const image = await findImage(engine, reference);
  if (!image) throw new RunnerUnavailable(`RUNNER_IMAGE: ${reference} was pulled, but is not there`);
  return image;
}

/**
 * Builds one of our own images with the engine's classic builder, which every engine has.
 * @throws RunnerUnavailable with the builder's words; EngineGone
 */
export async function buildImage(
  engine: Docker,
  root: string,
  target: ImageTarget,
  log: (message: string) => void,
  snapshot = ANY_DAY,
): Promise<RunnerImage> {
  const reference = await ownReference(root, target, snapshot);
  log(`building the image ${reference} (once; minutes) ...`);
  const context = pack();
  for (const { path, content } of await sourcesOf(root)) {
    context.entry({ name: path, mtime: new Date(0), mode: 0o644 }, content);
  }
  context.finalize();
  const network = (await hasBridge(engine)) ? {} : { networkmode: 'host' };
  const buildargs = { DEBIAN_SNAPSHOT: snapshot };
  const options = {
    t: reference,
    dockerfile: DOCKERFILE,
    target,
    buildargs,
    rm: true,
    forcerm: true,
    ...network,
  };
  const stream = await engine.buildImage(context as unknown as Readable, options);
  const tail: string[] = [];
  await follow(engine, stream, (event) => {
    const line = event.stream?.trimEnd();
    if (!line) return;
    if (/^Step \d+\/\d+ :/.test(line)) log(line.length > 100 ? `${line.slice(0, 100)}...` : line);
    tail.push(line);
    if (tail.length > 20) tail.shift();
  }).catch((error: Error) => {
    throw new RunnerUnavailable(
      `the image ${reference} cannot be built: ${error.message}\n${tail.join('\n')}`,
    );
  });
  const image = await findImage(engine, reference);
  if (!image) throw new RunnerUnavailable(`the image ${reference} was built, but is not there`);
  return image;
}

/** An engine that is configured to make no bridge can give a build no network of its own. */
async function hasBridge(engine: Docker): Promise<boolean> {
  const networks = await inTime(engine.listNetworks(), QUESTION_TIMEOUT_MS);
  return networks.some(({ Driver }) => Driver === 'bridge');
}

interface ProgressEvent {
  stream?: string;
  status?: string;
  id?: string;
  progress?: string;
  error?: string;
}

/** @throws Error with the engine's words */
function follow(
  engine: Docker,
  stream: NodeJS.ReadableStream,
  onEvent: (event: ProgressEvent) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // What goes wrong on the way is one of the events; the stream itself ends well.
    let failure: string | null = null;
    engine.modem.followProgress(
      stream as Readable,
      (error: Error | null) => {
        if (error) reject(error);
        else if (failure !== null) reject(new Error(failure));
        else resolve();
      },
      (event: ProgressEvent) => {
        failure ??= event.error ?? null;
        onEvent(event);
      },
    );
  });
}
