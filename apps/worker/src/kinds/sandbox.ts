import type { PreparedProgram, Sandbox } from '../runner/runner.js';
import type { JobContext } from './kind.js';

/**
 * Opens a sandbox on the context's slot for as long as `use` takes; it is closed at once when the job's signal fires.
 * @param isLast whether the job begins no other after it, and so need not wait until nothing is left of it
 * @throws the signal's reason when it fired, whatever the sandbox made of that
 */
export async function withSandbox<T>(
  { runner, signal, later, slot }: Pick<JobContext, 'runner' | 'signal' | 'later' | 'slot'>,
  programs: readonly PreparedProgram[],
  use: (sandbox: Sandbox) => Promise<T>,
  isLast = false,
): Promise<T> {
  signal.throwIfAborted();
  const sandbox = await runner.open(programs, slot);
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
    const closed = sandbox.close();
    if (isLast && later) later(closed);
    else await closed;
  }
}
