import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const LIBS = ['contracts', 'clex', 'config', 'entities', 'queue', 'cache', 'logging', 'client', 'packages'];

/** Forbidden everywhere: each library is entered through its index.ts, by its name. */
const EVERYWHERE = [
  { regex: '^@app/[^/]+/', message: 'Enter a library through its index: @app/<name>.' },
  { regex: '(^|/)libs/', message: 'Import a library by its name: @app/<name>.' },
  { regex: '(^|/)standalone/', message: 'Only standalone composes; nothing imports it.' },
];
const NO_NEIGHBOUR = {
  regex: `^(\\.\\./)+(${LIBS.join('|')})/`,
  message: 'Import a library by its name: @app/<name>.',
};
const NO_NEST = { regex: '^@nestjs/', message: 'contracts, clex, config and packages know nothing of Nest.' };
const NOTHING_OF_OURS = {
  regex: '^@app/',
  message: 'contracts, clex, config, packages and logging import nothing of ours.',
};
const NO_IO = {
  // Libraries and Nest have rules of their own.
  regex: '^(?!\\.|@app/|@nestjs/)',
  message: 'clex is texts in, texts out: no I/O, no packages.',
};
const NO_APPS = { regex: '(^|/)apps/', message: 'A library does not import an app.' };
const ONLY_BASE_LIBS = {
  regex: '^@app/(?!(contracts|config)$)',
  message: 'entities, queue and cache import contracts and config only.',
};
const ONLY_CONTRACTS = {
  regex: '^@app/(?!contracts$)',
  message: 'client imports types of contracts only.',
};
const NO_NODE = { regex: '^node:', message: 'client runs in browsers as well.' };
const notApp = (name) => ({
  regex: `(^|/)${name}/(src|$)`,
  message: 'Apps do not import each other; only standalone does.',
});
const NO_JOBS = {
  regex: '^(\\.\\./)+(jobs|kinds|checkers|results)/',
  message: 'runner/ does not know that there are jobs.',
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
  zone(['libs/{contracts,clex,config,packages}/**/*.ts'], NO_NEST, NOTHING_OF_OURS, NO_APPS, NO_NEIGHBOUR),
  {
    ...zone(['libs/clex/**/*.ts'], NO_NEST, NOTHING_OF_OURS, NO_APPS, NO_NEIGHBOUR, NO_IO),
    ignores: ['**/*.spec.ts', '**/testing.ts'],
  },
  {
    ...zone(['libs/client/**/*.ts'], NO_NEST, WEB_TYPES_ONLY, ONLY_CONTRACTS, NO_NODE, NO_APPS, NO_NEIGHBOUR),
    ignores: ['**/*.spec.ts'],
  },
  zone(['libs/logging/**/*.ts'], NOTHING_OF_OURS, NO_APPS, NO_NEIGHBOUR),
  zone(['libs/{entities,queue,cache}/**/*.ts'], ONLY_BASE_LIBS, NO_APPS, NO_NEIGHBOUR),
  zone(['apps/api/**/*.ts'], notApp('worker'), notApp('web')),
  zone(['apps/worker/**/*.ts'], notApp('api'), notApp('web')),
  zone(['apps/worker/src/runner/**/*.ts'], notApp('api'), notApp('web'), NO_JOBS),
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
    // The client loads its sockets when they are needed first.
    ignores: ['**/*.spec.ts', 'libs/client/src/socket.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression', message: 'Import at the top of the file, where the rules see it.' },
      ],
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
);
