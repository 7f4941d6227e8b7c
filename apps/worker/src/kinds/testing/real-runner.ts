import type { BoxRunner } from '../../runner/index.js';
import type { NativeRunnerOptions } from '../../runner/native/native.runner.js';
import { RunnerFixture } from '../../runner/testing.js';

export interface RealRunner {
  runner: BoxRunner;
  /** Closes the runner and removes its data. */
  stop(): Promise<void>;
}

/**
 * The real runner, with a data folder of its own.
 * @param languages ids of the rows to look for
 * @param more what else is to be different from the usual
 */
export async function startRealRunner(
  languages: readonly string[],
  more?: Partial<NativeRunnerOptions>,
): Promise<RealRunner> {
  const fixture = await RunnerFixture.start(languages, undefined, undefined, undefined, more);
  return { runner: fixture.runner, stop: () => fixture.stop() };
}
