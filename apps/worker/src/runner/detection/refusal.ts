import { dirname } from 'node:path';
import { isBelow } from '../folders.js';

/**
 * Why a toolchain must not be shown to programs, in words. A box shows the whole of its folder, so there may
 * be nothing else in it, and nothing of the folders that are hidden. null: it may be shown.
 * @param tool real path of its binary
 * @param root its own folder; null: part of the system, which every box shows
 */
export function whyNotShown(tool: string, root: string | null, hidden: readonly string[]): string | null {
  const around = hidden.find((folder) => isBelow(root ?? tool, folder) || isBelow(tool, folder));
  if (around) return `it lies in ${around}, which no program may see; install it elsewhere`;
  if (root === null) return null;
  const inside = hidden.find((folder) => isBelow(folder, root));
  if (inside) return `its folder ${root} holds ${inside}, which no program may see; install it elsewhere`;
  if (dirname(root) === '/') return `programs would see all of ${root}; install it in a folder of its own`;
  return null;
}
