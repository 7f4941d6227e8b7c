import { exitWith } from '../../api/src/platform/environment/run-process.js';
import { StartupError } from '../../api/src/platform/environment/startup-error.js';

export const say = (text: string): void => void process.stdout.write(`[cpast] ${text}\n`);

/** Ends a process whose embedded database has died. */
export function exitWithoutDatabase(reason: string): never {
  exitWith(new StartupError(`the embedded database died: ${reason}`));
}
