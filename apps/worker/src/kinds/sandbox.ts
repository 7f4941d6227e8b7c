import type { PreparedProgram, Sandbox } from '../runner/runner.js';
import type { JobContext } from './kind.js';

/**
 * Opens a sandbox for as long as `use` takes; it is closed at once when the job's signal fires.
 * @throws the signal's reason when it fired, whatever the sandbox made of that
 */
export async function withSandbox<T>(
  { runner, signal }: Pick<JobContext, 'runner' | 'signal'>,
  programs: readonly PreparedProgram[],
  use: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const sandbox = await runner.open(programs);
  const close = () => void sandbox.close().catch(() => {});
  signal.addEventListener('abort', close, { once: true });
  try {
    signal.throwIfAborted();
    return await use(sandbox);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', close);
    await sandbox.close();
  }
}
