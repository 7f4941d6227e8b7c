// The compilers and interpreters of the corpus: where a box finds them, and what to install where one is
// missing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The Debian package of each. */
const PACKAGES = { gcc: 'gcc', 'g++': 'g++', javac: 'default-jdk-headless', python3: 'python3', node: 'nodejs', bash: 'bash' };
export const TOOLS = Object.keys(PACKAGES);
/** Where to look: folders that every box shows. */
export const TOOL_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin'];

/** The name of the one an attack cannot do without; undefined for a program, which needs none. */
export function toolOf({ compiler, interpreter }) {
  const name = compiler ? compiler.split(' ')[0] : interpreter;
  if (name !== undefined && !(name in PACKAGES)) throw new Error(`no such tool: ${name}`);
  return name;
}

/**
 * Its path in a box; undefined: not there. A runner container has folders of its own, and everything in them.
 */
export function findTool(name, mode) {
  if (mode.container) return join('/usr/bin', name);
  return mode.toolFolders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** What to do about a missing one. */
export function cureFor(name, mode) {
  return `no ${name} in ${mode.toolFolders.join(', ')}: apt-get install ${PACKAGES[name]}, or leave its attacks out with --without ${name} (npm test: ATTACKS_WITHOUT=${name})`;
}
