import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { LIBS, LIBS_WITHOUT_NEST, NOT_IN_COMMENTS, ROOMS } from './scripts/lib/house.mjs';

/** Forbidden everywhere: each library is entered through its index.ts, by its name. */
const EVERYWHERE = [
  { regex: '^@app/[^/]+/', message: 'Enter a library through its index: @app/<name>.' },
  { regex: '(^|/)libs/', message: 'Import a library by its name: @app/<name>.' },
  { regex: '(^|/)standalone/', message: 'Only standalone composes; nothing imports it.' },
];
const NO_NEIGHBOUR = {
  regex: `^(\\.\\./)+(${Object.keys(LIBS).join('|')})/`,
  message: 'Import a library by its name: @app/<name>.',
};
const NO_NEST = { regex: '^@nestjs/', message: `${LIBS_WITHOUT_NEST.join(', ')} know nothing of Nest.` };
const NO_IO = {
  // Libraries and Nest have rules of their own.
  regex: '^(?!\\.|@app/|@nestjs/)',
  message: 'clex is texts in, texts out: no I/O, no packages.',
};
const NO_APPS = { regex: '(^|/)apps/', message: 'A library does not import an app.' };
const NO_NODE = { regex: '^node:', message: 'client runs in browsers as well.' };
/** What a library may import of ours, by the table of the house. */
const onlyLibs = (name) => ({
  regex: LIBS[name].length === 0 ? '^@app/' : `^@app/(?!(${LIBS[name].join('|')})$)`,
  message: `${name} imports ${LIBS[name].length === 0 ? 'nothing' : `only ${LIBS[name].join(', ')}`} of ours.`,
});
const rulesOfLib = (name) => [
  onlyLibs(name),
  NO_APPS,
  NO_NEIGHBOUR,
  ...(LIBS_WITHOUT_NEST.includes(name) ? [NO_NEST] : []),
];
const notApp = (name) => ({
  regex: `(^|/)${name}/(src|$)`,
  message: 'Apps do not import each other; only standalone does.',
});
/** The rooms beside it that a room may not import, by the table of the house. */
const onlyRooms = (app, room) => {
  const others = Object.keys(ROOMS[app]).filter((name) => name !== room && !ROOMS[app][room].includes(name));
  return others.length === 0
    ? []
    : [
        {
          regex: `^(\\.\\./)+(${others.join('|')})/`,
          message: `${room}/ does not know of ${others.join(', ')}.`,
        },
      ];
};
const WEB_TYPES_ONLY = {
  regex: '^@app/contracts$',
  allowTypeImports: true,
  message: 'Browsers take types only from contracts: `import type`.',
};
const WEB_NO_OTHER_LIB = {
  regex: '^@app/(?!(contracts|client|clex)$)',
  message: 'The page imports the client, clex, and types of contracts.',
};

const FORBIDDEN_NAMES = [
  {
    name: '@nestjs/common',
    importNames: ['forwardRef'],
    message: 'Modules that need each other are one module, or need a third one.',
  },
  {
    name: 'node:process',
    importNames: ['env'],
    message: 'Only main.ts reads the environment, through loadConfig.',
  },
];

/** Who may import whom, for the files of one zone. */
const zone = (files, ...patterns) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { paths: FORBIDDEN_NAMES, patterns: [...EVERYWHERE, ...patterns] },
    ],
  },
});

const zoneOfRoom = (app, room) => ({
  ...zone(
    [`${app}/${room}/**/*.ts`],
    ...['api', 'worker', 'web'].filter((name) => !app.startsWith(`apps/${name}/`)).map(notApp),
    ...onlyRooms(app, room),
  ),
  // Tests and their helpers may look at everything.
  ignores: ['**/*.spec.ts', '**/testing/**'],
});

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', '.cpast/', '.build/', 'native/', 'docker/']),
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
    },
  },

  zone(['**/*.ts', '**/*.tsx']),
  ...Object.keys(LIBS).map((name) => zone([`libs/${name}/**/*.ts`], ...rulesOfLib(name))),
  {
    ...zone(['libs/clex/**/*.ts'], ...rulesOfLib('clex'), NO_IO),
    ignores: ['**/*.spec.ts', '**/testing.ts'],
  },
  {
    ...zone(['libs/client/**/*.ts'], ...rulesOfLib('client'), WEB_TYPES_ONLY, NO_NODE),
    ignores: ['**/*.spec.ts'],
  },
  zone(['apps/api/**/*.ts'], notApp('worker'), notApp('web')),
  zone(['apps/worker/**/*.ts'], notApp('api'), notApp('web')),
  ...Object.keys(ROOMS).flatMap((app) => Object.keys(ROOMS[app]).map((room) => zoneOfRoom(app, room))),
  // The command line does jobs by itself, with the worker's runner and kinds; it reaches an api over HTTP alone.
  zone(['apps/cli/**/*.ts'], notApp('api'), notApp('web')),
  zone(
    ['apps/web/**/*.ts', 'apps/web/**/*.tsx'],
    notApp('api'),
    notApp('worker'),
    WEB_TYPES_ONLY,
    WEB_NO_OTHER_LIB,
  ),

  {
    // An import() passes by the rules above. Only the page, which loads its editors late, and scripts need it.
    files: ['apps/{api,worker,standalone}/**/*.ts', 'libs/**/*.ts', 'src/**/*.ts'],
    // What is loaded only where it is needed: the client's sockets, the packages for S3, OpenTelemetry, Redis and Docker;
    // and all of the product while its database starts.
    ignores: [
      '**/*.spec.ts',
      'apps/standalone/src/main.ts',
      'apps/worker/src/runner/docker/engine.ts',
      'libs/blobs/src/s3-blobs.ts',
      'libs/client/src/socket.ts',
      'libs/redis/src/connect-redis.ts',
      'libs/results/src/cache/redis-{cache,store}.ts',
      'libs/telemetry/src/open-tracing.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression', message: 'Import at the top of the file, where the rules see it.' },
      ],
    },
  },
  {
    files: ['apps/{api,worker,standalone}/**/*.ts', 'libs/**/*.ts', 'src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only main.ts reads the environment, through loadConfig.',
        },
      ],
    },
  },
  {
    files: ['libs/clex/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'console', 'fetch', 'setTimeout', 'setInterval', 'Date', 'performance', 'crypto'].map(
          (name) => ({ name, message: 'clex is texts in, texts out: no I/O, no clock.' }),
        ),
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Randomness is an argument: the same seed, the same input.',
        },
      ],
    },
  },
  {
    // The entries: processes, and the data source of the TypeORM command line.
    files: ['apps/*/src/main.ts', 'src/data-source.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { sourceType: 'module' },
    rules: { eqeqeq: 'error' },
  },
  { rules: { 'no-warning-comments': ['error', { terms: NOT_IN_COMMENTS, location: 'anywhere' }] } },
);
