// What a script has started, and how it ends when the script is stopped.

/** What ends each of them. @type {Set<() => void>} */
const children = new Set();
/** @type {NodeJS.Signals | null} */
let stopped = null;

/**
 * Remembers a process that must not outlive this one.
 * @param isGroup it leads a group (`detached`), and all of that ends with it
 */
export function track(child, isGroup = false) {
  const end = () => {
    if (isGroup) process.kill(-child.pid, 'SIGTERM');
    else child.kill('SIGTERM');
  };
  children.add(end);
  child.once('exit', () => children.delete(end));
  return child;
}

/**
 * Lets a signal end what was started, whereupon what waits for it fails and every `finally` of the script is
 * passed: folders go, as after any other failure. A second signal ends the script at once.
 */
export function failOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (stopped) process.exit(130);
      stopped = signal;
      for (const end of children) end();
    });
}

/** @throws once a signal came: for places where nothing is waited for that could fail */
export function failIfStopped() {
  if (stopped) throw new Error(`stopped by ${stopped}`);
}

export const wasStopped = () => stopped !== null;
