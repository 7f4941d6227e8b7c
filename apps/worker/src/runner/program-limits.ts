import type { Limits } from '@app/contracts';
import type { RunFrame } from './box/frames.js';
import type { Executable } from './prepared-program.js';
import type { RunOptions } from './runner.js';

const MiB = 1024 * 1024;
const DEFAULT_STDERR_KEEP_BYTES = 64 * 1024;
/** A virtual machine told to live in less than this does not even start. */
const LEAST_HEAP_MIB = 16;

/** The folders of one box that stand behind the placeholders. */
export interface Folders {
  program: string;
  work: string;
  tmp: string;
}

const PLACEHOLDER = /\{(?:(program|work|tmp)|memoryMiB:(\d+)-(\d+))\}/g;

/**
 * Replaces the placeholders of a language row: `{program}`, `{work}`, `{tmp}`, and `{memoryMiB:P-M}`, which is P percent of the
 * memory limit less M MiB (what a virtual machine needs beside its heap), at least 16.
 */
export function fillIn(text: string, folders: Folders, memoryLimitBytes: number): string {
  return text.replace(PLACEHOLDER, (_, folder: keyof Folders | undefined, percent: string, less: string) => {
    if (folder) return folders[folder];
    const heapMiB = Math.floor(((memoryLimitBytes / MiB) * Number(percent)) / 100) - Number(less);
    return String(Math.max(heapMiB, LEAST_HEAP_MIB));
  });
}

/** The RUN frame of a program under these limits, without its items. */
export function runFrame(
  executable: Executable,
  limits: Limits,
  options: RunOptions,
  folders: Folders,
  linkDirectory: string,
): Omit<RunFrame, 'items'> {
  const fill = (text: string): string => fillIn(text, folders, limits.memoryLimitBytes);
  return {
    wallTimeLimitMs: limits.wallTimeLimitMs,
    cpuTimeLimitMs: limits.cpuTimeLimitMs,
    memoryLimitBytes: limits.memoryLimitBytes,
    outputLimitBytes: limits.outputLimitBytes,
    processLimit: limits.processLimit,
    stdoutKeepBytes: options.stdoutKeepBytes ?? limits.outputLimitBytes,
    stderrKeepBytes: options.stderrKeepBytes ?? DEFAULT_STDERR_KEEP_BYTES,
    addressSpace: executable.addressSpace,
    keepWork: false,
    largeFiles: false,
    linkDirectory: executable.linkFiles ? linkDirectory : '',
    argv: [...executable.argv.map(fill), ...executable.args],
    env: executable.env.map(fill),
  };
}
