import type { BoxRunner } from '../../runner/index.js';
import { RunnerFixture } from '../../runner/testing.js';

export interface RealRunner {
  runner: BoxRunner;
  /** Closes the runner and removes its data. */
  stop(): Promise<void>;
}

/** The real runner, with a data folder of its own. @param languages ids of the rows to look for */
export async function startRealRunner(languages: readonly string[]): Promise<RealRunner> {
  const fixture = await RunnerFixture.start(languages);
  return { runner: fixture.runner, stop: () => fixture.stop() };
}
