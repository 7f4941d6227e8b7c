import { ConfigError, loadConfig, makeDataDirectory } from '@app/config';
import type { DoctorReport } from '@app/contracts';
import { openRunner } from './open-runner.js';
import { RunnerUnavailable } from './runner/index.js';

/** `npm run doctor`: the report of a worker with these settings, or why there can be none. */
export type Diagnosis = { kind: 'report'; report: DoctorReport } | { kind: 'no_runner'; reason: string };

/**
 * Opens the runner that the environment asks for, as a worker would, without looking for languages, and
 * examines it.
 * @param env usually `process.env`
 */
export async function diagnose(
  env: Readonly<Record<string, string | undefined>>,
  log: (message: string) => void,
): Promise<Diagnosis> {
  try {
    const config = loadConfig(env);
    await makeDataDirectory(config.dataDir);
    const runner = await openRunner(config, log, env['PATH'], []);
    try {
      return { kind: 'report', report: await runner.doctor() };
    } finally {
      await runner.close();
    }
  } catch (error) {
    if (!(error instanceof RunnerUnavailable || error instanceof ConfigError)) throw error;
    return { kind: 'no_runner', reason: error.message };
  }
}
