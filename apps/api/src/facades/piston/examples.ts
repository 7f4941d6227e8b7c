/** Bodies of the documentation. */
export const RUNTIME = { language: 'python', version: '3.13.5', aliases: ['py', 'py3', 'python3'] };

export const FIRST_VERSION = { name: RUNTIME.language, version: RUNTIME.version, aliases: RUNTIME.aliases };

export const JOB = {
  language: 'python',
  version: '3.x',
  files: [{ name: 'main.py', content: 'print(int(input()) + 1)' }],
  stdin: '2',
  run_timeout: 3000,
};

export const DONE = {
  run: {
    stdout: '3\n',
    stderr: '',
    output: '3\n',
    code: 0,
    signal: null,
    message: null,
    status: null,
    cpu_time: 12,
    wall_time: 20,
    memory: 9437184,
  },
  language: RUNTIME.language,
  version: RUNTIME.version,
};

export const FIRST_JOB = { language: 'python', source: 'print(int(input()) + 1)', stdin: '2' };

export const FIRST_DONE = {
  ran: true,
  language: RUNTIME.language,
  version: RUNTIME.version,
  output: '3\n',
  stdout: '3\n',
  stderr: '',
};

export const PACKAGE = { language: 'python', version: '3.x' };

export const FOUND_PACKAGE = { language: 'python', language_version: RUNTIME.version, installed: true };
