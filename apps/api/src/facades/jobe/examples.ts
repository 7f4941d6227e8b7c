/** Bodies of the documentation. */
export const RUN = {
  run_spec: {
    language_id: 'python3',
    sourcefilename: 'prog.py',
    sourcecode: 'print(int(input()) + 1)',
    input: '2',
    parameters: { cputime: 5, memorylimit: 200 },
  },
};

export const RAN = {
  run_id: '0199b1c2-5f00-7abc-8def-0123456789ab',
  outcome: 15,
  cmpinfo: '',
  stdout: '3\n',
  stderr: '',
};

export const FILE = { file_contents: 'MSAyIDMK' };
