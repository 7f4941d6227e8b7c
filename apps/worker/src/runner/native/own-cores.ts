import { readFile } from 'node:fs/promises';
import { parseCores } from '@app/config';
import { RunnerUnavailable } from '../runner.js';

/**
 * Numbers of the processors that this process may use (proc_pid_status(5), `Cpus_allowed_list`); null: this
 * machine does not say.
 */
export async function ownCores(): Promise<readonly number[] | null> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const [, list] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status) ?? [];
  return list === undefined ? null : parseCores(list, Infinity);
}

/** @throws RunnerUnavailable that names SLOT_CORES when this process may not use one of them */
export async function insistOnCores(cores: readonly number[]): Promise<void> {
  const own = await ownCores();
  const missing = own === null ? [] : cores.filter((core) => !own.includes(core));
  if (missing.length === 0) return;
  throw new RunnerUnavailable(
    `SLOT_CORES: this process may use the processors ${own!.join(', ')}, not ${missing.join(', ')}`,
  );
}
