import type { Isolation } from '../runner.js';
import type { BoxOptions } from './launcher.js';

/** The options of `box serve` that make such a box (native/box/PROTOCOL.md). */
export function boxArguments(options: BoxOptions, isolation: Isolation): string[] {
  return [
    ...['--isolation', isolation],
    ...(options.processes ? ['--processes'] : []),
    ...(options.ordered ? ['--ordered'] : []),
    ...['--work-bytes', String(options.workBytes), '--work-inodes', String(options.workInodes)],
    ...['--files-bytes', String(options.filesBytes)],
    ...options.readOnly.flatMap(({ source, target }) => ['--ro', target ? `${source}:${target}` : source]),
  ];
}
