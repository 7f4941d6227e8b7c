import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { makeDataDirectory } from '@app/config';
import type { DoctorCheck } from '@app/contracts';
import { BoxRunner } from '../box.runner.js';
import { insistOnBoxes } from '../doctor/insist.js';
import { probeChecks } from '../doctor/probe-checks.js';
import { probeBox } from '../doctor/probe.js';
import { findCandidates, hostPlaces } from '../detection/candidates.js';
import type { DetectionProgress } from '../detection/detect.js';
import type { LanguageRow } from '../languages/row.js';
import { RunnerUnavailable, type Isolation } from '../runner.js';
import { BoxCgroups } from './cgroups.js';
import { BoxForker } from './box-forker.js';
import { hiddenFolders } from './hidden-folders.js';
import { decideIsolation } from './isolation.js';
import { NativeLauncher, hiding, identity } from './native.launcher.js';
import { UserIds } from './user-ids.js';

export interface NativeRunnerOptions {
  /** The box program (native/box). */
  boxPath: string;
  dataDir: string;
  /** Folders that no program may see, beside `dataDir`: the package's own, for one. */
  ownFolders?: readonly string[];
  /** What the operator asked for; undefined: full, outside production reduced where full is impossible. */
  isolation: Isolation | undefined;
  production: boolean;
  /** Jobs at a time. */
  slots: number;
  /** As in BoxRunnerOptions. */
  zygotes?: boolean;
  log(message: string): void;
  onProgress?(progress: DetectionProgress): void;
  /** PATH of the worker, to look for toolchains in; the usual folders are searched anyway. */
  searchPath?: string;
  /** Where version managers keep their toolchains; default: this user's home folder. */
  home?: string;
  /** How many boxes may wait, made ahead, for the next jobs; default: none. */
  spareBoxes?: number;
  /** Whether a small process of its own starts the boxes; default: this process does. */
  forksBoxes?: boolean;
  /** Default: true. False: as where no cgroup can be had. */
  cgroups?: boolean;
  /** Default: every language of the table. */
  rows?: readonly LanguageRow[];
}

/**
 * A Runner with boxes as child processes on this host, as root or as an ordinary user. Resolves as soon as it
 * can run; languages are still being detected then (`detected`).
 * @throws RunnerUnavailable with cause and cure when this host cannot run boxes as asked; ConfigError about DATA_DIR
 */
export async function createNativeRunner(options: NativeRunnerOptions): Promise<BoxRunner> {
  const boxPath = resolve(options.boxPath);
  const dataDir = resolve(options.dataDir);
  const binary = await readFile(boxPath).catch((error: Error) => {
    throw new RunnerUnavailable(`the box program is missing: ${error.message}`, { cause: error });
  });
  await makeDataDirectory(dataDir);
  const hidden = await hiddenFolders([dataDir, ...(options.ownFolders ?? [])]);
  const userIds = await UserIds.reserve();
  const forker = options.forksBoxes ? await openForker(boxPath, options.log) : null;
  try {
    const isolation = await decideIsolation({
      ...options,
      probe: (level) => probe(boxPath, level, userIds, hidden),
    });
    const places = { ...hostPlaces(options.searchPath, options.home), hidden };
    const { cgroups, detail } = options.cgroups === false ? NO_CGROUPS : await BoxCgroups.open(userIds.range);
    const launcher = new NativeLauncher(
      boxPath,
      isolation,
      userIds,
      hidden,
      cgroups,
      options.spareBoxes,
      forker,
    );
    await insistOnBoxes(launcher, options);
    return new BoxRunner({
      kind: 'native',
      launcher,
      dataDir,
      slots: options.slots,
      zygotes: options.zygotes,
      candidates: (row) => findCandidates(row, places),
      identity: createHash('sha256').update(binary).digest('hex'),
      log: options.log,
      onProgress: options.onProgress,
      placeChecks: async () => [
        ...probeChecks(await probe(boxPath, isolation, userIds, hidden), isolation),
        cgroupCheck(cgroups !== null, detail),
      ],
      rows: options.rows,
      onClosed: async () => {
        await launcher.settled();
        await forker?.close();
        userIds.close();
      },
    });
  } catch (error) {
    await forker?.close();
    userIds.close();
    throw error;
  }
}

/** Without one this process starts the boxes itself, which is slower. */
async function openForker(boxPath: string, log: (message: string) => void): Promise<BoxForker | null> {
  return BoxForker.open(boxPath).catch((error: unknown) => {
    log(`boxes are started by the worker itself: ${String(error)}`);
    return null;
  });
}

const NO_CGROUPS = { cgroups: null, detail: 'not wanted' };

/** A backstop, and absent for ordinary users: never required. */
const cgroupCheck = (ok: boolean, detail: string): DoctorCheck => ({
  id: 'slot_cgroups',
  ok,
  required: false,
  detail,
  cure: ok
    ? ''
    : 'Start the worker as root on a host whose /sys/fs/cgroup is writable, or use RUNNER=docker.',
});

async function probe(boxPath: string, isolation: Isolation, userIds: UserIds, hidden: readonly string[]) {
  const ids = userIds.take();
  try {
    return await probeBox(boxPath, isolation, [...identity(ids), ...hiding(hidden)]);
  } finally {
    userIds.giveBack(ids);
  }
}
