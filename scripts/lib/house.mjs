// Who may import whom, as tables. The linter enforces them; a new library is a folder in libs/, a row here
// and its project in nest-cli.json.

/** Each library of libs/, with the libraries of ours that it may import. */
export const LIBS = {
  async: [],
  clex: [],
  client: ['contracts'],
  config: [],
  contracts: [],
  logging: [],
  packages: [],
  redis: ['async', 'config'],
  telemetry: [],
  blobs: ['config', 'database'],
  database: ['async', 'config', 'contracts'],
  drawing: ['clex'],
  queue: ['async', 'config', 'contracts', 'redis'],
  results: ['async', 'config', 'contracts', 'redis'],
};

/** Libraries that know nothing of Nest. */
export const LIBS_WITHOUT_NEST = [
  'async',
  'blobs',
  'clex',
  'client',
  'config',
  'contracts',
  'drawing',
  'packages',
  'telemetry',
];

/** Rooms of the apps: each with the rooms beside it that it may import. */
export const ROOMS = {
  'apps/api/src': {
    platform: [],
    accounts: ['platform'],
    features: ['platform', 'accounts'],
    facades: ['platform', 'accounts', 'features'],
  },
  'apps/worker/src': {
    runner: [],
    results: ['runner'],
    checkers: ['runner', 'results'],
    kinds: ['runner', 'results', 'checkers'],
    jobs: ['runner', 'results', 'checkers', 'kinds', 'operations'],
    operations: ['runner', 'results', 'checkers', 'kinds', 'jobs'],
  },
};

/**
 * Words that no comment has: a comment says who does what (the api, the worker, the client, a user without a
 * login).
 */
export const NOT_IN_COMMENTS = ['nobody', 'somebody', 'whoever', 'in hand', 'is told', 'are told'];
