/** Bodies of the documentation. */
export const TOKEN = { token: '0199b1c2-5f00-7abc-8def-0123456789ab' };

export const NEW_SUBMISSION = {
  language_id: 71,
  source_code: 'print(int(input()) + 1)',
  stdin: '2',
  expected_output: '3',
};

export const SHOWN_SUBMISSION = {
  stdout: '3\n',
  time: '0.012',
  memory: 9216,
  stderr: null,
  ...TOKEN,
  compile_output: null,
  message: null,
  status: { id: 3, description: 'Accepted' },
};

export const PAGE = {
  submissions: [SHOWN_SUBMISSION],
  meta: { current_page: 1, next_page: null, prev_page: null, total_pages: 1, total_count: 1 },
};

export const PYTHON = { id: 71, name: 'Python (3.8.1)' };

export const PYTHON_WHOLE = {
  ...PYTHON,
  is_archived: false,
  source_file: 'script.py',
  compile_cmd: null,
  run_cmd: 'python3 script.py',
};

export const SYSTEM = {
  Architecture: 'x86_64',
  'CPU(s)': '4',
  'Model name': 'A processor',
  Mem: '15.5Gi',
  'Mem available': '9.2Gi',
  Swap: '0B',
};

export const QUEUE = {
  queue: 'default',
  size: 0,
  available: 4,
  idle: 4,
  working: 0,
  paused: 0,
  failed: 0,
};

export const STATISTICS = {
  created_at: '2026-01-31T12:00:00.000Z',
  cached_until: '2026-01-31T12:10:00.000Z',
  submissions: { total: 12, today: 3, last_30_days: { '2026-01-30': 9 } },
  languages: [{ language: PYTHON, count: 12 }],
  statuses: [{ status: { id: 3, description: 'Accepted' }, count: 12 }],
  database: { size_pretty: '0 bytes', size_in_bytes: 0 },
};
