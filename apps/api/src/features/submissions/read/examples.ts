/** Answers about submissions, as the documentation shows them. */
const ID = '0199b1c2-5f00-7abc-8def-0123456789ab';

const program = { language: 'python', source: 'print(sum(map(int, input().split())))' };

export const ACCEPTED = { id: ID, kind: 'run', status: 'queued', createdAt: '2026-01-15T12:00:00.000Z' };

const execution = {
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
  cpuTimeMs: 18.4,
  wallTimeMs: 21.9,
  memoryBytes: 9_437_184,
};

const OUTLINE = {
  id: ID,
  kind: 'run',
  name: null,
  status: 'finished',
  verdict: 'accepted',
  progress: { done: 1, total: 1 },
  createdAt: '2026-01-15T12:00:00.000Z',
  startedAt: '2026-01-15T12:00:00.004Z',
  finishedAt: '2026-01-15T12:00:00.041Z',
  mine: true,
  public: false,
  cached: false,
};

export const SUMMARY = { ...OUTLINE, languages: ['python'], durationMs: 37 };

export const FINISHED = {
  ...OUTLINE,
  position: null,
  worker: { calibrationMs: 48.21 },
  request: { kind: 'run', program, stdin: '1 2' },
  result: { compilation: null, execution },
};

export const CANCELLED = {
  ...FINISHED,
  status: 'cancelled',
  verdict: null,
  progress: { done: 0, total: 1 },
  result: null,
};
