import type { Execution } from '@app/contracts';

/** A run that went well, as results show it. */
export const EXECUTION: Execution = {
  verdict: 'accepted',
  exitCode: 0,
  signal: null,
  limit: null,
  stdout: '3\n',
  stderr: '',
  stdoutBytes: 2,
  stderrBytes: 0,
  stdoutTruncated: false,
  stderrTruncated: false,
  cpuTimeMs: 1.5,
  wallTimeMs: 2.5,
  memoryBytes: 4096,
};
