/** Requests and answers that the API's documentation shows. */
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

export const SUMMARY = {
  id: ID,
  kind: 'run',
  status: 'finished',
  verdict: 'accepted',
  progress: { done: 1, total: 1 },
  createdAt: '2026-01-15T12:00:00.000Z',
  startedAt: '2026-01-15T12:00:00.004Z',
  finishedAt: '2026-01-15T12:00:00.041Z',
};

export const FINISHED = {
  ...SUMMARY,
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

export const SUBMISSION_REQUESTS = {
  run: { summary: 'Run a program', value: { kind: 'run', program, stdin: '1 2' } },
  judge: {
    summary: 'Judge a program on tests',
    value: { kind: 'judge', program, tests: [{ name: 'sample', input: '1 2', expectedOutput: '3' }] },
  },
  stress: {
    summary: 'Find the input on which two programs disagree',
    value: {
      kind: 'stress',
      reference: program,
      candidate: { language: 'python', source: 'a, b = map(int, input().split())\nprint(a - -abs(b))' },
      generator: { clex: 'N[-9,9] N[-9,9]' },
      iterations: 100,
      seed: '42',
    },
  },
};

export const LANGUAGES = [
  { id: 'python', name: 'Python', version: '3.11.2', aliases: ['py', 'python3'], kind: 'interpreted' },
];

export const GENERATE_REQUEST = { clex: '(N[1,5]) (?:N[1,9]){\\1}', seed: '42', count: 2 };
export const GENERATED = { seed: '42', inputs: ['3 7 1 4', '1 9'] };

export const CLEX_PROBLEM = {
  type: 'about:blank',
  title: 'The clex text is not valid',
  status: 400,
  code: 'invalid_clex',
  detail: 'This group is never closed',
  errors: [{ field: 'clex', message: 'This group is never closed' }],
  clexCode: 'unclosed_group',
  span: { start: 0, end: 3 },
  hint: 'Write ) behind the last unit of the group',
};

export const EVALUATE_REQUEST = {
  correct_code: 'print(sum(map(int, input().split())))',
  correct_code_language: 'Python',
  test_code: 'a, b = map(int, input().split())\nprint(a - b)',
  test_code_language: 'Python',
  clex: 'N[1,9] N[1,9]',
};
export const EVALUATED = {
  has_output_matched: false,
  input_diffs: [{ input: '4 7', expected_output: '11\n', actual_output: '-3\n' }],
  clex: 'N[1,9] N[1,9]',
};
export const SHARE = { code: 'print(input())', language: 'Python', clex: 'N[1,9]' };
export const SHARE_ID = { share_id: ID };
export const EVALUATE_SHARED_REQUEST = {
  test_code: 'print(input())',
  test_code_language: 'Python',
  share_id: ID,
};

/** The document of a problem, as the documentation shows it. */
export function problemExample(status: number, code: string, title: string, detail: string, field?: string) {
  const errors = field === undefined ? {} : { errors: [{ field, message: detail }] };
  return { type: 'about:blank', title, status, code, detail, ...errors };
}
