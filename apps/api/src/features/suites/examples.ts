/** Bodies of the documentation. */
export const EXAMPLE_SUITE = {
  name: 'Sums',
  tests: [
    { name: 'sample', input: '1 2', expectedOutput: '3', sample: true },
    { name: 'large', input: '1000000000 1', expectedOutput: '1000000001' },
  ],
  groups: [{ name: 'all', tests: ['sample', 'large'], points: 100, aggregation: 'sum' }],
  checker: { type: 'tokens' },
  limits: { cpuTimeLimitMs: 1000 },
  public: 'submit',
};

export const LISTED_SUITE = {
  id: '0199b1c2-5f00-7abc-8def-0123456789ab',
  version: 1,
  name: 'Sums',
  format: 'json',
  tests: 2,
  public: 'submit',
  createdAt: '2026-01-01T12:00:00.000Z',
  updatedAt: '2026-01-01T12:00:00.000Z',
};

export const FOUND_SUITE = { ...LISTED_SUITE, groups: [], warnings: [] };

export const ADDED_TEST = {
  fromSubmission: '0199b1c2-5f00-7abc-8def-0123456789ab',
  failure: 0,
  name: 'found by stress',
};

export const SUITE_OF_FAILURES = {
  name: 'What broke it',
  fromSubmission: ADDED_TEST.fromSubmission,
};

export const VERIFICATION = {
  suiteId: FOUND_SUITE.id,
  version: 1,
  agrees: true,
  solutions: [
    {
      path: 'submissions/accepted/sum.py',
      language: 'python',
      expected: { label: 'accepted', accepted: true, permitted: ['accepted'], timeLimit: 'lower' },
      submissionId: '0199b1c2-6000-7abc-8def-0123456789ab',
      status: 'finished',
      verdict: 'accepted',
      agrees: true,
      reasons: [],
    },
  ],
  timeLimit: null,
  warnings: [],
};
