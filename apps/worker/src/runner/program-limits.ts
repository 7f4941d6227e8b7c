import type { RunFrame } from './box/frames.js';
import type { Executable } from './prepared-program.js';
import type { RunLimits, RunOptions } from './runner.js';

const MiB = 1024 * 1024;
const DEFAULT_STDERR_KEEP_BYTES = 64 * 1024;
/** As large as the work folder. */
const LARGEST_FILE_BYTES = 64 * MiB;
/** A virtual machine that may use less than this does not even start. */
const LEAST_HEAP_MIB = 16;

/** The folders of one box that stand behind the placeholders. */
export interface Folders {
  program: string;
  work: string;
  tmp: string;
}

const PLACEHOLDER = /\{(?:(program|work|tmp)|(memory|stack)MiB:(\d+)-(\d+))\}/g;

/**
 * Replaces the placeholders of a language row: `{program}`, `{work}`, `{tmp}`; `{memoryMiB:P-M}`, which is P
 * percent of the memory limit less M MiB (what a virtual machine needs beside its heap), at least 16;
 * `{stackMiB:P-M}`, which is the limit of the stack where there is one, else P percent of the memory limit,
 * at most M MiB and at least 1.
 */
function fillIn(text: string, folders: Folders, limits: HeapLimits): string {
  const { memoryLimitBytes, stackLimitBytes } = limits;
  const replace = (
    _: string,
    folder: keyof Folders | undefined,
    kind: string,
    p: string,
    m: string,
  ): string => {
    if (folder) return folders[folder];
    const partMiB = Math.floor(((memoryLimitBytes / MiB) * Number(p)) / 100);
    if (kind === 'memory') return String(Math.max(partMiB - Number(m), LEAST_HEAP_MIB));
    const own = stackLimitBytes !== undefined && stackLimitBytes < memoryLimitBytes;
    const stackMiB = own ? Math.floor(stackLimitBytes / MiB) : partMiB;
    return String(Math.max(Math.min(stackMiB, Number(m)), 1));
  };
  return text.replace(PLACEHOLDER, replace);
}

/** The limits that placeholders follow, in bytes. No limit of the stack: that of memory. */
type HeapLimits = Pick<RunLimits, 'memoryLimitBytes' | 'stackLimitBytes'>;

/** The RUN frame of a program under these limits, without its items and where they run. */
export function runFrame(
  executable: Executable,
  limits: RunLimits,
  options: RunOptions,
  folders: Folders,
  directories: { program: string; copies: string },
): Omit<RunFrame, 'items' | 'core'> {
  const fill = (text: string): string => fillIn(text, folders, limits);
  return {
    wallTimeLimitMs: limits.wallTimeLimitMs,
    cpuTimeLimitMs: limits.cpuTimeLimitMs,
    memoryLimitBytes: limits.memoryLimitBytes,
    outputLimitBytes: limits.outputLimitBytes,
    fileSizeLimitBytes: Math.max(limits.fileSizeLimitBytes ?? LARGEST_FILE_BYTES, executable.ownFileBytes, 1),
    stackLimitBytes: limits.stackLimitBytes ?? 0,
    processLimit: limits.processLimit,
    stdoutKeepBytes: options.stdoutKeepBytes ?? limits.outputLimitBytes,
    stderrKeepBytes: options.stderrKeepBytes ?? DEFAULT_STDERR_KEEP_BYTES,
    // What a program only reserves is no memory, and the box sees what it uses.
    addressSpace: options.allocationsFail ? 'data' : 'none',
    keepWork: options.collect !== undefined,
    largeFiles: false,
    mainArgument: executable.mainArgument,
    linkDirectory: executable.linked ? directories.program : '',
    copyDirectory: executable.copies ? directories.copies : '',
    argv: [...executable.argv.map(fill), ...executable.args],
    env: [...executable.env.map(fill), ...executable.ownEnv],
  };
}
