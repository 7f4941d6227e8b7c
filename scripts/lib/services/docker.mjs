// A container engine for the tests: the one in DOCKER_HOST, else one on the usual socket, else a private one
// from the distribution's package, whose images stay in a cache folder between runs.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, installDebian } from '../debian.mjs';
import { Cure, run, say } from '../steps.mjs';

const USUAL_SOCKET = '/var/run/docker.sock';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
/** What docker/runner.Dockerfile begins with. */
const BASE_IMAGE = { repository: 'debian', tag: 'bookworm-slim', suite: 'bookworm' };
const PACKAGES = { dockerd: 'docker.io', debootstrap: 'debootstrap' };
const CURE =
  'start Docker, set DOCKER_HOST, or run as root: apt-get install docker.io debootstrap; or leave its tests out with: npm test -- --without-docker';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks an engine for its ping; false on any error or after 3 s. */
function engineAnswers(host) {
  const socketPath = /^(?:unix:\/\/)?(\/.+)$/.exec(host)?.[1];
  // An engine on another machine is asked by the product itself, which knows certificates and ssh.
  if (!socketPath) return Promise.resolve(true);
  return new Promise((resolve) => {
    const request = get({ socketPath, path: '/_ping', timeout: 3_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

/**
 * @returns {Promise<{ url: string, how: string, service?: { remove: () => Promise<void> } }>}
 * @throws Cure when none can be had
 */
export async function findEngine() {
  const given = process.env.DOCKER_HOST;
  if (given) {
    if (!(await engineAnswers(given))) throw new Cure(`DOCKER_HOST: no engine answers at ${given}; ${CURE}`);
    return { url: given, how: 'DOCKER_HOST of the environment' };
  }
  const usual = { url: `unix://${USUAL_SOCKET}`, how: 'the one on its usual socket' };
  if (await engineAnswers(USUAL_SOCKET)) return usual;
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Cure(`the tests need a container engine and found none; ${CURE}`);
  await installMissing();
  if (await engineAnswers(USUAL_SOCKET)) return usual;
  const engine = new PrivateEngine(
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cpast/docker'),
  );
  const how = await engine.start();
  try {
    await engine.ensureBaseImage();
  } catch (error) {
    await engine.remove();
    throw error;
  }
  return { url: engine.url, how, service: engine };
}

async function installMissing() {
  const missing = Object.keys(PACKAGES).filter((program) => findProgram(program) === null);
  if (missing.length === 0) return;
  const packages = missing.map((program) => PACKAGES[program]);
  const otherwise =
    ', start Docker, set DOCKER_HOST, or leave its tests out with: npm test -- --without-docker';
  await installDebian({ what: 'a container engine', packages, otherwise });
}

/**
 * An engine of our own: its socket, process and images lie in one folder; it has no networks and touches no
 * firewall.
 */
export class PrivateEngine {
  #folder;
  #pid = null;

  constructor(folder) {
    this.#folder = folder;
    this.url = `unix://${this.#at('docker.sock')}`;
  }

  #at(name) {
    return join(this.#folder, name);
  }

  #readPid(name) {
    const pid = existsSync(this.#at(name)) ? Number(readFileSync(this.#at(name), 'utf8')) : 0;
    return pid > 1 && isAlive(pid) ? pid : null;
  }

  /** Starts it, or joins the one that another run has started. Gives what was done, in words. */
  async start() {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    if (await engineAnswers(this.url)) {
      // The run that started it stops it; when that run was killed, this one does.
      if (this.#readPid('owner') === null) this.#own(this.#readPid('pid'));
      return `the private one of another run, ${this.#at('docker.sock')}`;
    }
    rmSync(this.#at('pid'), { force: true });
    const log = openSync(this.#at('log'), 'w');
    const child = spawn(
      'dockerd',
      [
        ...['--bridge=none', '--iptables=false', '--ip6tables=false'],
        ...['--data-root', this.#at('data'), '--exec-root', this.#at('exec')],
        ...['-H', this.url, '--pidfile', this.#at('pid')],
      ],
      {
        cwd: '/',
        detached: true,
        stdio: ['ignore', log, log],
        env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
      },
    );
    child.on('error', () => {}); // seen below: no process
    for (const deadline = Date.now() + START_TIMEOUT_MS; !(await engineAnswers(this.url)); await pause(100)) {
      if (child.pid === undefined || child.exitCode !== null || Date.now() > deadline) {
        if (child.pid && child.exitCode === null) child.kill();
        throw new Cure(`dockerd does not start here: ${lastLines(this.#at('log'))}\ncpast: ${CURE}`);
      }
    }
    child.unref();
    this.#own(child.pid);
    return `a private one, ${this.#at('docker.sock')}`;
  }

  #own(pid) {
    this.#pid = pid;
    writeFileSync(this.#at('owner'), String(process.pid));
  }

  /**
   * Debian's minimal system under the name that the Dockerfile asks for, made here when no registry is needed
   * for it.
   */
  async ensureBaseImage() {
    const { default: Docker } = await import('dockerode');
    const engine = new Docker({ socketPath: this.#at('docker.sock') });
    const name = `${BASE_IMAGE.repository}:${BASE_IMAGE.tag}`;
    const exists = await engine
      .getImage(name)
      .inspect()
      .then(
        () => true,
        () => false,
      );
    if (exists) return;
    say(`container engine: making the base image ${name} ...`);
    const folder = mkdtempSync(join(tmpdir(), 'cpast-base-'));
    try {
      const root = join(folder, 'root');
      await run('debootstrap', ['--variant=minbase', BASE_IMAGE.suite, root], {
        env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
      });
      const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const stream = await engine.importImage(tar.stdout, {
        repo: BASE_IMAGE.repository,
        tag: BASE_IMAGE.tag,
      });
      await new Promise((resolve, reject) =>
        engine.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Stops it, if this run is to; the images stay. */
  async remove() {
    const pid = this.#pid;
    this.#pid = null;
    if (!pid || !isAlive(pid)) return;
    process.kill(pid, 'SIGTERM');
    for (const deadline = Date.now() + STOP_TIMEOUT_MS; isAlive(pid) && Date.now() < deadline;)
      await pause(50);
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    rmSync(this.#at('owner'), { force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

function lastLines(path) {
  return existsSync(path)
    ? readFileSync(path, 'utf8').trim().split('\n').slice(-3).join(' | ')
    : 'it cannot be run';
}
