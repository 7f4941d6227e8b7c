import type Docker from 'dockerode';
import { readProbe, type ProbeResult } from '../doctor/probe.js';
import { decideIsolation } from '../native/isolation.js';
import { insist } from '../doctor/insist.js';
import type { Isolation } from '../runner.js';
import { APPARMOR_CURE, containerChecks } from './container-checks.js';
import { EngineGone, type EngineInfo } from './engine.js';
import { RunnerContainer, type StartSettings } from './runner-container.js';

/** The AppArmor profile that the operator loads from docker/apparmor-cpast-runner. */
const OWN_APPARMOR_PROFILE = 'cpast-runner';
const CURE_APPARMOR = `AppArmor forbids what the box needs. ${APPARMOR_CURE}`;

export type WantedSettings = Omit<StartSettings, 'podman' | 'apparmorProfile' | 'cores' | 'memoryBytes'> & {
  isolation: Isolation | undefined;
  production: boolean;
  log(message: string): void;
};

/**
 * Tries the ways in which a runner container may work with this engine, strictest first, each with a real box
 * in a real container. Gives the settings that work, what they isolate, and the container that proved it.
 * @throws RunnerUnavailable with cause and cure; EngineGone
 */
export async function chooseSettings(
  engine: Docker,
  info: EngineInfo,
  wanted: WantedSettings,
): Promise<{ settings: StartSettings; isolation: Isolation; first: RunnerContainer }> {
  const { isolation, production, log, ...rest } = wanted;
  const scratch = isolation === 'reduced';
  const base = { ...rest, scratch, podman: info.podman, cores: info.cores, memoryBytes: info.memoryBytes };
  const profiles = info.securityOptions.includes('apparmor')
    ? [OWN_APPARMOR_PROFILE, null, 'unconfined']
    : [null];
  let last: { settings: StartSettings; first: RunnerContainer } | null = null;
  for (const apparmorProfile of profiles) {
    const started = await tryStart(engine, { ...base, apparmorProfile }, log);
    if (!started) continue;
    await last?.first.remove();
    last = started;
    if ((await probeIn(started.first, 'full')).runnable) break;
  }
  if (!last) throw new EngineGone('no runner container can be started');
  const { first, settings } = last;
  try {
    if (settings.apparmorProfile === 'unconfined')
      log(`runner containers have no AppArmor profile. ${CURE_APPARMOR}`);
    const probe = (level: Isolation) => probeIn(first, level);
    const decided = await decideIsolation({ isolation, production, log, probe });
    insist('runner containers lack', await containerChecks(first), { isolation, production, log });
    return { settings, first, isolation: decided };
  } catch (error) {
    await first.remove();
    throw error;
  }
}

/** null: the engine does not know the AppArmor profile. */
async function tryStart(engine: Docker, settings: StartSettings, log: (message: string) => void) {
  let first: RunnerContainer;
  try {
    first = await RunnerContainer.start(engine, settings);
  } catch (error) {
    if (settings.apparmorProfile !== null && !(error instanceof EngineGone)) return null;
    throw error;
  }
  const cause = await first.whyUnreachable();
  if (cause === null) return { settings, first };
  log(
    `runner containers cannot be reached by a socket in ${settings.socketRoot}: ${cause}. They are talked to through the engine, ` +
      'and compilers do without what is made once for all (precompiled headers and the like).',
  );
  // The engine's files are not ours (it is in a virtual machine, or we are in a container): talk through the
  // engine.
  await first.remove();
  const relayed = { ...settings, socketRoot: null, warmUpFolder: null };
  return { settings: relayed, first: await RunnerContainer.start(engine, relayed) };
}

/** `box probe` inside the container. @throws EngineGone */
export async function probeIn(container: RunnerContainer, isolation: Isolation): Promise<ProbeResult> {
  const { stdout, stderr, exitCode } = await container.execute([
    '/usr/local/bin/box',
    'probe',
    '--isolation',
    isolation,
  ]);
  return readProbe(stdout, stderr, exitCode === 0 ? null : `exit code ${exitCode}`);
}
