import { sep } from 'node:path';

/** What every box shows of the host (native/box/PROTOCOL.md). */
export const ALWAYS_SHOWN = ['/usr', '/bin', '/sbin', '/lib', '/lib64'];

/** Whether a path is the folder or lies in it; both absolute. */
export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
