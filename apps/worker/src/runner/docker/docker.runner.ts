import { mkdir, readFile } from 'node:fs/promises';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type Docker from 'dockerode';
import type { DoctorCheck } from '@app/contracts';
import { BoxRunner } from '../box.runner.js';
import { insistOnBoxes } from '../doctor/insist.js';
import { probeChecks } from '../doctor/probe-checks.js';
import type { DetectionProgress } from '../detection/detect.js';
import type { LanguageRow } from '../languages/row.js';
import { RunnerUnavailable, type Isolation } from '../runner.js';
import { chooseSettings, probeIn } from './choose-settings.js';
import { containerChecks } from './container-checks.js';
import { DockerLauncher } from './docker.launcher.js';
import { EngineGone, USUAL_SOCKET, askEngine, engineAt, isLocal, mayAnswer, statusOf } from './engine.js';
import { candidatesIn, listBinaries } from './image-candidates.js';
import { ensureRunnerImage, findRunnerImage, type RunnerImage } from './image.js';
import { removeOrphans } from './orphans.js';
import { ownerName } from './process-names.js';
import { ContainerPool } from './pool.js';
import { NotListening, RunnerContainer, type StartSettings } from './runner-container.js';
import { makeSocketRoot } from './socket-root.js';

/** How long the doctor waits for a container. */
const DOCTOR_PATIENCE_MS = 10_000;

export interface DockerRunnerOptions {
  /** As in DOCKER_HOST; null: the usual socket. */
  dockerHost: string | null;
  /** An image the operator chose; null: our own. */
  image: string | null;
  /** The package's folder: the image's sources and docker/seccomp.json. */
  root: string;
  dataDir: string;
  isolation: Isolation | undefined;
  production: boolean;
  /** Jobs at a time. */
  slots: number;
  /** As in BoxRunnerOptions. */
  zygotes?: boolean;
  log(message: string): void;
  onProgress?(progress: DetectionProgress): void;
  rows?: readonly LanguageRow[];
  /** What a container may have in all; default: what the largest job needs. */
  limits?: StartSettings['limits'];
}

/**
 * Whether the docker runner can be had without waiting for a build: an engine answers and has the image.
 * Gives why not, in words; null: it can.
 */
export async function whyNoDocker(options: Pick<DockerRunnerOptions, 'dockerHost' | 'image' | 'root'>) {
  if (!mayAnswer(options.dockerHost)) return 'no container engine answers (there is no such socket)';
  const engine = await engineAt(options.dockerHost);
  try {
    await askEngine(engine);
    return (await findRunnerImage(engine, options.root, options.image))
      ? null
      : 'the engine has no runner image';
  } catch (error) {
    return `no container engine answers (${(error as Error).message})`;
  }
}

/**
 * A Runner with boxes in runner containers: no privilege is needed in them, and jobs are held apart by a
 * container each as well as by the box. Pulls or builds the image when the engine does not have it.
 * @throws RunnerUnavailable with cause and cure
 */
export async function createDockerRunner(options: DockerRunnerOptions): Promise<BoxRunner> {
  const engine = await engineAt(options.dockerHost);
  const owner = await ownerName();
  const dataDir = join(resolve(options.dataDir), 'docker');
  const warmUpFolder = join(dataDir, 'warm-up');
  await mkdir(warmUpFolder, { recursive: true });
  const image = await prepareEngine(engine, owner, options).catch((error: unknown) => {
    throw inWords(options.dockerHost, error);
  });
  // Only now: the folders of dead workers tell which containers were theirs.
  const root = await makeSocketRoot(tmpdir());
  const socketRoot = root.folder;
  try {
    const info = await askEngine(engine);
    const profile = join(options.root, 'docker/seccomp.json');
    const local = isLocal(options.dockerHost);
    const { settings, isolation, first } = await chooseSettings(engine, info, {
      ...options,
      image: image.reference,
      owner,
      root: socketRoot,
      seccompProfile: info.podman ? profile : await readFile(profile, 'utf8'),
      socketRoot: local ? socketRoot : null,
      warmUpFolder: local ? warmUpFolder : null,
    });
    const binaries = await listBinaries(first);
    const pool = poolOf(engine, settings, options, first);
    const launcher = new DockerLauncher(pool, isolation, settings.warmUpFolder);
    await insistOnBoxes(launcher, options).catch(async (error: Error) => {
      await pool.close();
      throw error;
    });
    return new BoxRunner({
      kind: 'docker',
      launcher,
      dataDir,
      slots: options.slots,
      zygotes: options.zygotes,
      candidates: (row) => Promise.resolve(candidatesIn(binaries, row)),
      identity: image.id,
      log: options.log,
      onProgress: options.onProgress,
      rows: options.rows,
      placeChecks: () => placeChecks(pool, isolation),
      problem: () => pool.problem,
      onClosed: async () => {
        await pool.close();
        await root.close();
      },
    });
  } catch (error) {
    await root.close();
    throw inWords(options.dockerHost, error);
  }
}

/** What the engine did instead of giving containers, with the cure; anything else as it is. */
function inWords(dockerHost: string | null, error: unknown): unknown {
  if (error instanceof EngineGone) return unreachable(dockerHost, error);
  if (statusOf(error) === null && !(error instanceof NotListening)) return error;
  const { message } = error as Error;
  return new RunnerUnavailable(
    `RUNNER=docker: the container engine at ${dockerHost ?? USUAL_SOCKET} gives no runner container: ${message.trim()}. ` +
      'Use Docker 20.10 or later or Podman (docs/operations.md), look into the log of the engine, or use RUNNER=native.',
    { cause: error },
  );
}

/**
 * In a container of the pool, so that it is those that are looked at. @throws RunnerUnavailable; EngineGone
 */
async function placeChecks(pool: ContainerPool, isolation: Isolation): Promise<DoctorCheck[]> {
  const container = await pool.lease(AbortSignal.timeout(DOCTOR_PATIENCE_MS));
  try {
    return [
      ...(await containerChecks(container)),
      ...probeChecks(await probeIn(container, isolation), isolation),
    ];
  } finally {
    pool.giveBack(container);
  }
}

async function prepareEngine(
  engine: Docker,
  owner: string,
  options: DockerRunnerOptions,
): Promise<RunnerImage> {
  await askEngine(engine);
  const removed = await removeOrphans(engine, owner, isLocal(options.dockerHost));
  if (removed > 0) options.log(`removed ${removed} runner containers that a dead worker had left`);
  return ensureRunnerImage(engine, options.root, options.image, options.log);
}

function poolOf(
  engine: Docker,
  settings: StartSettings,
  { slots, log }: DockerRunnerOptions,
  first: RunnerContainer,
): ContainerPool {
  // Each slot has one job and may have one compilation.
  const warm = Math.min(Math.max(slots, 1), availableParallelism() * 2);
  const pool = new ContainerPool({
    warm,
    // Two of a job's, two of programs that are talked to, and those that are kept warm.
    most: 4 * slots + warm + 1,
    start: () => RunnerContainer.start(engine, settings),
    log,
  });
  pool.adopt(first);
  pool.warmUp();
  return pool;
}

function unreachable(dockerHost: string | null, error: EngineGone): RunnerUnavailable {
  const where = dockerHost ?? USUAL_SOCKET;
  return new RunnerUnavailable(
    `RUNNER=docker: the container engine at ${where} does not answer on ${hostname()}: ${error.message}. ` +
      'Start it, set DOCKER_HOST, or use RUNNER=native.',
    { cause: error },
  );
}
