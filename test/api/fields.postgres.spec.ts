import { EXECUTION_LIMITS, REQUEST_LIMITS } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.js';

type Json = Record<string, unknown>;
interface Problem {
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: { field: string; message: string }[];
}

const PROGRAM = { language: 'python', source: 'print(1)' };
const CPP = { language: 'C++', source: 'int main() {}' };
const RUN = { kind: 'run', program: PROGRAM };
const JUDGE = { kind: 'judge', program: PROGRAM, tests: [{ input: '1' }] };
const INTERACT = { kind: 'interact', program: PROGRAM, interactor: PROGRAM, tests: [{ input: '1' }] };
const STRESS = { kind: 'stress', reference: PROGRAM, candidate: PROGRAM, generator: { clex: 'N' } };
const GENERATE = { clex: 'N' };
const EVALUATE = {
  correct_code: 'a',
  correct_code_language: 'Python',
  test_code: 'b',
  test_code_language: 'Cpp',
  clex: 'N',
};
const SHARED = {
  test_code: 'b',
  test_code_language: 'Cpp',
  share_id: '0199b1c2-5f00-7abc-8def-0123456789ab',
};
const SHARE = { code: 'a', language: 'python', clex: 'N' };

/** The body with the value at a path such as `tests[0].input` replaced; undefined removes it. */
function withField(body: Json, path: string, value: unknown): Json {
  const copy = JSON.parse(JSON.stringify(body)) as Json;
  const keys = path.match(/[^.[\]]+/g)!;
  let at = copy;
  for (const [index, key] of keys.slice(0, -1).entries())
    at = (at[key] ??= /^\d+$/.test(keys[index + 1]!) ? [] : {}) as Json;
  at[keys.at(-1)!] = value;
  return copy;
}

const NOT_TEXT: unknown[] = [undefined, null, 7, true, {}, [], ['a']];
const NOT_OBJECT: unknown[] = [undefined, null, 7, 'x', true, []];
const NOT_OPTIONAL_OBJECT: unknown[] = [null, 7, 'x', true, []];
const NOT_OPTIONAL_TEXT: unknown[] = [null, 7, true, {}, []];
const NOT_OPTIONAL_BOOLEAN: unknown[] = [null, 0, 'true', {}, []];
const BAD_PATHS: unknown[] = [
  ...NOT_TEXT,
  '',
  '/a',
  '../a',
  'a/../../b',
  './a',
  'a//b',
  'a\\b',
  'a\0',
  'a\nb',
  'x'.repeat(256),
  'a/b/c/d/e/f/g/h/i',
];
const BAD_ARGS: unknown[] = [null, 'a', {}, Array.from({ length: REQUEST_LIMITS.maxArgs + 1 }, () => 'a')];
const BAD_ARG: unknown[] = [null, 7, {}, [], 'a\0', 'x'.repeat(REQUEST_LIMITS.maxArgBytes + 1)];
const BAD_SEEDS: unknown[] = [null, 7, '', '-1', '1.5', '007', 'x', '1\0', '18446744073709551616', {}];
const BAD_NAMES: unknown[] = [
  ...NOT_TEXT,
  '',
  'py\0thon',
  'x'.repeat(65),
  'cobol',
  '../python',
  'constructor',
];
const BAD_CLEX: unknown[] = [...NOT_TEXT, 'x'.repeat(REQUEST_LIMITS.maxClexBytes + 1)];
const outside = (minimum: number, maximum: number): unknown[] => [
  minimum - 1,
  maximum + 1,
  1.5,
  -1,
  null,
  '1',
  true,
  {},
  [1],
  1e300,
];

/** Every field of a program at `path`. */
const programFields = (path: string): [string, unknown[]][] => [
  [path, NOT_OBJECT],
  [`${path}.language`, BAD_NAMES],
  [`${path}.source`, NOT_TEXT],
  [
    `${path}.files`,
    [null, 'x', {}, 7, Array.from({ length: REQUEST_LIMITS.maxFiles + 1 }, (_, n) => file(`${n}`))],
  ],
  [`${path}.files[0]`, [null, 7, 'x', []]],
  [`${path}.compileArgs`, BAD_ARGS],
  [`${path}.compileArgs[0]`, BAD_ARG],
  [`${path}.runArgs`, BAD_ARGS],
  [`${path}.runArgs[0]`, BAD_ARG],
];
const file = (path: string) => ({ path, content: '' });
/** Fields of a file; the others of the file are right. */
const fileFields: [string, unknown[]][] = [
  ['program.files[0].path', BAD_PATHS],
  ['program.files[0].content', NOT_TEXT],
  ['program.files[0].encoding', [null, 'hex', 7]],
];
const limitFields: [string, unknown[]][] = [
  ['limits', NOT_OPTIONAL_OBJECT],
  ...Object.entries(EXECUTION_LIMITS).map(([name, { minimum, maximum }]): [string, unknown[]] => [
    `limits.${name}`,
    outside(minimum, maximum),
  ]),
];
const checkerFields: [string, unknown[]][] = [
  ['checker', NOT_OPTIONAL_OBJECT],
  ['checker.type', [undefined, null, 'fuzzy', 7, {}, 'toString']],
];

const SUBMISSIONS = '/api/v1/submissions';
const TABLE: [path: string, body: Json, fields: [field: string, values: unknown[]][]][] = [
  [
    SUBMISSIONS,
    RUN,
    [
      ['kind', [undefined, null, 'exec', 7, {}, [], 'constructor']],
      ...programFields('program'),
      ['stdin', NOT_OPTIONAL_TEXT],
      ...limitFields,
    ],
  ],
  [SUBMISSIONS, withField(RUN, 'program.files', [file('a')]), fileFields],
  [
    SUBMISSIONS,
    JUDGE,
    [
      ...programFields('program'),
      [
        'tests',
        [
          undefined,
          null,
          'x',
          {},
          [],
          Array.from({ length: REQUEST_LIMITS.maxTests + 1 }, () => ({ input: '' })),
        ],
      ],
      ['tests[0]', [null, 7, 'x', []]],
      ['tests[0].name', [...NOT_OPTIONAL_TEXT, '', 'a\0', 'x'.repeat(257)]],
      ['tests[0].input', NOT_TEXT],
      ['tests[0].expectedOutput', NOT_OPTIONAL_TEXT],
      ['tests[0].points', [null, -1, '1', {}, 1e10]],
      ['stopOnFirstFailure', NOT_OPTIONAL_BOOLEAN],
      ...checkerFields,
      ...limitFields,
    ],
  ],
  // Tests of both kinds are the same.
  ...[JUDGE, INTERACT].map((body): (typeof TABLE)[number] => [
    SUBMISSIONS,
    body,
    [
      ['tests[0].args', [7, 'x', {}, Array.from({ length: REQUEST_LIMITS.maxArgs + 1 }, () => '')]],
      ['tests[0].args[0]', [7, 'a\0', 'x'.repeat(REQUEST_LIMITS.maxArgBytes + 1)]],
      ['tests[0].files', [7, 'x', {}]],
    ],
  ]),
  [
    SUBMISSIONS,
    { ...JUDGE, checker: { type: 'floats' } },
    [
      ['checker.absolute', [null, -1, '1', {}]],
      ['checker.relative', [null, -1, '1', {}]],
    ],
  ],
  [
    SUBMISSIONS,
    { ...JUDGE, checker: { type: 'program', program: PROGRAM } },
    programFields('checker.program'),
  ],
  [
    SUBMISSIONS,
    STRESS,
    [
      ...programFields('reference'),
      ...programFields('candidate'),
      ['generator', NOT_OBJECT],
      ['generator.clex', BAD_CLEX],
      ['iterations', outside(1, REQUEST_LIMITS.maxIterations)],
      ['seed', BAD_SEEDS],
      ['stopAfterFailures', outside(1, REQUEST_LIMITS.maxStopAfterFailures)],
      ['shrink', NOT_OPTIONAL_BOOLEAN],
      ...checkerFields,
      ...limitFields,
    ],
  ],
  [
    SUBMISSIONS,
    { ...STRESS, generator: { program: PROGRAM } },
    // Without a program it is a generator without a clex text.
    [
      ...programFields('generator.program').map(([field, values]): [string, unknown[]] => [
        field,
        field === 'generator.program' ? values.slice(1) : values,
      ]),
      ['format', [...BAD_CLEX.slice(1), 'N[']],
    ],
  ],
  [
    '/api/v1/clex/generate',
    GENERATE,
    [
      ['clex', BAD_CLEX],
      ['seed', BAD_SEEDS],
      ['count', outside(1, REQUEST_LIMITS.maxClexCount)],
    ],
  ],
  [
    '/api/v1/evaluate/with_code_and_clex',
    EVALUATE,
    [
      ['correct_code', NOT_TEXT],
      ['correct_code_language', BAD_NAMES],
      ['test_code', NOT_TEXT],
      ['test_code_language', BAD_NAMES],
      ['clex', BAD_CLEX],
    ],
  ],
  [
    '/api/v1/evaluate/with_shared_id',
    SHARED,
    [
      ['test_code', NOT_TEXT],
      ['test_code_language', NOT_TEXT],
      ['share_id', [...NOT_TEXT, '', 'x', '00000000-0000-4000-8000-000000000000']],
    ],
  ],
  [
    '/api/v1/share',
    SHARE,
    [
      ['code', NOT_TEXT],
      ['language', BAD_NAMES],
      ['clex', BAD_CLEX],
    ],
  ],
];

/**
 * A null for a field that may be absent means that it is; items of lists and what has to be there cannot be
 * null.
 */
const isAbsent = (field: string, value: unknown, bad: readonly unknown[]) =>
  value === null && !bad.includes(undefined) && !field.endsWith(']') && field !== 'generator.program';
const show = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 40);
const CASES = TABLE.flatMap(([path, body, fields]) =>
  fields.flatMap(([field, values]) =>
    values
      .filter((value) => !isAbsent(field, value, values))
      .map((value) => ({ path, body, field, value, shown: show(value) })),
  ),
);
const UNKNOWN_PROPERTIES = TABLE.flatMap(([path, body, fields]) => {
  const objects = new Set(fields.map(([field]) => field.replace(/\.?[^.[\]]+$/, '').replace(/\.$/, '')));
  return [...objects]
    .filter((object) => !object.endsWith(']') || object !== '')
    .filter((object) => object === '' || !/\[0\]$|files$|tests$/.test(object))
    .flatMap((object) =>
      ['surprise', '__proto__', 'constructor', 'hasOwnProperty'].map((name) => ({
        path,
        body,
        field: object === '' ? name : `${object}.${name}`,
      })),
    );
});

/** Resolves when it is a 400 that names the field. */
async function expectRefusal(response: Response, field: string): Promise<void> {
  const text = await response.text();
  expect([response.status, text]).toEqual([400, expect.anything()]);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = JSON.parse(text) as Problem;
  expect(problem.status).toBe(400);
  expect(problem.title).not.toBe('');
  expect(problem.errors?.map((error) => error.field)).toContain(field);
  for (const { message } of problem.errors!) expect(message).not.toBe('');
}

describe('a request with a bad field', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
    api.script = () => 'hold';
  });
  afterAll(() => api.close());

  const expectProblem = async (path: string, body: string, field: string) =>
    expectRefusal(await api.post(path, body), field);

  it('is tried for more than five hundred bad values', () => {
    expect(CASES.length).toBeGreaterThan(500);
  });

  it.each(CASES)(
    'is refused naming it: $path $body.kind $field = $shown',
    async ({ path, body, field, value }) => {
      await expectProblem(path, JSON.stringify(withField(body, field, value)), field);
    },
  );

  it.each(
    TABLE.flatMap(([path, body, fields]) => {
      const optional = fields.filter(([field, bad]) => bad.includes(null) && isAbsent(field, null, bad));
      return optional.length === 0 ? [] : [{ path, body, names: optional.map(([name]) => name) }];
    }),
  )(
    'is none where null stands for what is absent: $path $body.kind $names',
    async ({ path, body, names }) => {
      for (const name of names) {
        const response = await api.post(path, withField(body, name, null));
        expect([name, response.status]).toEqual([name, path === SUBMISSIONS ? 202 : 200]);
      }
    },
  );

  it.each(UNKNOWN_PROPERTIES)(
    'is refused when it is unknown: $path $body.kind $field',
    async ({ path, body, field }) => {
      const changed = withField(body, field.replace(/[^.]+$/, 'placeholder'), 1);
      await expectProblem(
        path,
        JSON.stringify(changed).replace('"placeholder"', `"${field.split('.').at(-1)}"`),
        field,
      );
    },
  );

  it.each([
    ['program.source', RUN],
    ['program.language', RUN],
    ['stdin', RUN],
    ['tests[0].input', JUDGE],
    ['generator.clex', STRESS],
    ['limits.other', RUN],
  ])('is refused when %s holds half a surrogate pair', async (field, body) => {
    await expectProblem(SUBMISSIONS, JSON.stringify(withField(body, field, 'a\ud800b')), field);
  });

  it.each([
    ['program.files[1].path', [file('a'), file('a')]],
    ['program.files[0].path', [file('a'), file('a/b')]],
    ['program.files[1].path', [file('a/b/c'), file('a')]],
    ['program.files[0].content', [{ path: 'a', content: 'YQ', encoding: 'base64' }]],
    ['program.files[0].content', [{ path: 'a', content: 'é', encoding: 'base64' }]],
  ])('is refused when files do not fit together: %s', async (field, files) => {
    await expectProblem(SUBMISSIONS, JSON.stringify(withField(RUN, 'program.files', files)), field);
  });

  it.each([
    ['generator', withField(STRESS, 'generator', { clex: 'N', program: PROGRAM }), 'generator'],
    ['format', withField(STRESS, 'format', 'N'), 'format'],
    ['checker', withField(JUDGE, 'checker', { type: 'lines', absolute: 1 }), 'checker.absolute'],
    ['run', { ...RUN, tests: [] }, 'tests'],
  ])('is refused when members of two kinds are mixed: %s', async (_name, body, field) => {
    await expectProblem(SUBMISSIONS, JSON.stringify(body), field);
  });

  it.each([
    ['program.compileArgs[1]', withField(RUN, 'program', { ...CPP, compileArgs: ['-O2', '-o', '-O9'] })],
    ['candidate.compileArgs[0]', withField(STRESS, 'candidate', { ...CPP, compileArgs: ['-fplugin=x'] })],
    [
      'checker.program.compileArgs[0]',
      { ...JUDGE, checker: { type: 'program', program: { ...CPP, compileArgs: [''] } } },
    ],
  ])('is refused when its compiler does not take the argument: %s', async (field, body) => {
    await expectProblem(SUBMISSIONS, JSON.stringify(body), field);
  });

  it('is told where the languages are known', async () => {
    const response = await api.post(SUBMISSIONS, withField(RUN, 'program.language', 'cobol'));
    expect(((await response.json()) as Problem).errors![0]!.message).toContain('python, cpp');
  });

  it('is told all its problems at once', async () => {
    const response = await api.post(SUBMISSIONS, {
      ...JUDGE,
      program: { language: 1, source: 2 },
      shrink: true,
    });
    const fields = ((await response.json()) as Problem).errors!.map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['program.language', 'program.source', 'shrink']));
  });

  it.each([
    RUN,
    { ...RUN, program: { ...PROGRAM, language: 'PY' }, stdin: '', limits: {} },
    { ...RUN, program: { ...CPP, compileArgs: ['-O0', '-O2'] } },
    { ...RUN, limits: { cpuTimeLimitMs: 1, memoryLimitBytes: EXECUTION_LIMITS.memoryLimitBytes.maximum } },
    {
      ...RUN,
      program: {
        ...PROGRAM,
        source: '',
        files: [file('a/b'), file('a/c')],
        compileArgs: [],
        runArgs: ['', 'é'],
      },
    },
    { ...RUN, program: { ...PROGRAM, files: [{ path: 'a', content: 'YQ==', encoding: 'base64' }] } },
    {
      ...JUDGE,
      tests: [{ name: 'é', input: '\0', expectedOutput: '\0', points: 0.5 }],
      checker: { type: 'exact' },
    },
    { ...JUDGE, checker: { type: 'floats', absolute: 1e-9 }, stopOnFirstFailure: true },
    {
      ...STRESS,
      iterations: 1,
      seed: '18446744073709551615',
      shrink: false,
      checker: { type: 'unordered_lines' },
    },
  ])('is no request of this: %j', async (body) => {
    expect((await api.post(SUBMISSIONS, body)).status).toBe(202);
  });
});

const UNKNOWN_ID = '0199b1c2-5f00-7abc-8def-0123456789ab';
const BAD_PASSWORDS: unknown[] = [...NOT_TEXT, '', '7 chars', 'x'.repeat(129), 'eight chars\0'];
const BAD_USERNAMES: unknown[] = [...NOT_TEXT, '', '-ada', 'a b', 'ada\0', 'ädä', '../ada', 'x'.repeat(65)];
const BAD_GIVEN: unknown[] = [...NOT_TEXT, '', 'ada\0', 'x'.repeat(257)];
const BAD_ROLES: unknown[] = [null, 7, '', 'root', 'Admin', {}, ['admin'], 'constructor'];
const TOKEN = { name: 'ci', scopes: ['read'] };
const USER = { username: 'ada', role: 'user' };
const ADMIN_PASSWORD_CHANGE = {
  current_password: 'everythinghastostartsomewhere',
  new_password: 'a long one',
};

interface Addressed {
  method: string;
  path: string;
  body?: string;
}
type AccountRow = [method: string, path: string, body: Json, fields: [field: string, values: unknown[]][]];
const ACCOUNT_TABLE: AccountRow[] = [
  [
    'POST',
    '/api/v1/tokens',
    TOKEN,
    [
      ['name', [...NOT_TEXT, '', 'a\0', 'x'.repeat(101)]],
      [
        'scopes',
        [
          undefined,
          null,
          'read',
          7,
          {},
          [],
          [null],
          ['read', 7],
          ['root'],
          ['read', 'read'],
          [['read']],
          ['__proto__'],
        ],
      ],
      ['lifetimeDays', outside(1, 366)],
    ],
  ],
  [
    'POST',
    '/api/v1/admin/users',
    USER,
    [
      ['username', BAD_USERNAMES],
      ['role', BAD_ROLES],
    ],
  ],
  [
    'PATCH',
    `/api/v1/admin/users/${UNKNOWN_ID}`,
    { disabled: true },
    [
      ['role', BAD_ROLES],
      ['disabled', NOT_OPTIONAL_BOOLEAN],
    ],
  ],
];
const FORM_TABLE: AccountRow[] = [
  [
    'POST',
    '/login',
    { username: 'ada', password: 'a long password' },
    [
      ['username', BAD_GIVEN],
      ['password', BAD_GIVEN],
    ],
  ],
  [
    'POST',
    '/admin/password',
    ADMIN_PASSWORD_CHANGE,
    [
      ['current_password', NOT_TEXT],
      ['new_password', BAD_PASSWORDS],
      ['new_password_check', [null, 7, {}, ['a long one'], 'another']],
    ],
  ],
  [
    'POST',
    '/password_reset',
    { secret: 'SECRET', new_password: 'a long password' },
    [
      ['secret', NOT_TEXT],
      ['new_password', BAD_PASSWORDS],
    ],
  ],
  // Last: registering ends the session.
  [
    'POST',
    '/register',
    { username: 'grace', new_password: 'a long password' },
    [
      ['username', BAD_USERNAMES],
      ['new_password', [...BAD_PASSWORDS, 'everythinghastostartsomewhere']],
      ['new_password_check', [null, 7, {}, ['a long password'], 'another']],
    ],
  ],
];
const ACCOUNT_CASES = [...ACCOUNT_TABLE, ...FORM_TABLE].flatMap(([method, path, body, fields]) =>
  fields.flatMap(([field, values]) =>
    values
      .filter((value) => value !== null || !['role', 'disabled', 'lifetimeDays'].includes(field))
      .map((value) => ({ method, path, body, field, value, shown: show(value) })),
  ),
);

describe('a request of an admin with a bad field', () => {
  let api: TestApi;
  let cookie: string;
  let secret: string;
  beforeAll(async () => {
    api = await startTestApi({ env: { REGISTRATION: 'true' } });
    cookie = await api.logInAsAdmin();
    const made = await api.post('/api/v1/admin/users', { username: 'resetting' }, { cookie });
    const { resetLink } = (await made.json()) as { resetLink: { url: string } };
    secret = resetLink.url.split('/').at(-1)!;
  });
  afterAll(() => api.close());

  const send = (method: string, path: string, body?: string) =>
    fetch(api.url + path, {
      method,
      headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: body.replace('"SECRET"', JSON.stringify(secret)) }),
    });

  it.each(ACCOUNT_CASES)(
    'is refused naming it: $method $path $field = $shown',
    async ({ method, path, body, field, value }) => {
      const response = await send(method, path, JSON.stringify(withField(body, field, value)));
      await expectRefusal(response, field);
    },
  );

  it.each(
    ACCOUNT_TABLE.flatMap(([method, path, body]) =>
      ['surprise', '__proto__', 'constructor'].map((field) => ({ method, path, body, field })),
    ),
  )('is refused when it is unknown: $method $path $field', async ({ method, path, body, field }) => {
    const changed = JSON.stringify({ ...body, placeholder: 1 }).replace('"placeholder"', `"${field}"`);
    await expectRefusal(await send(method, path, changed), field);
  });

  it.each([
    ...['', '0', '201', '-1', '1.5', '1e2', 'x', '%00', '1&limit=2', '[]=1'].map((limit) => ({
      path: `/api/v1/admin/audit?limit=${limit}`,
      field: 'limit',
    })),
    ...['', '1', 'x', '%00', `${UNKNOWN_ID}x`, `${UNKNOWN_ID}&before=${UNKNOWN_ID}`].map((before) => ({
      path: `/api/v1/admin/audit?before=${before}`,
      field: 'before',
    })),
    { path: '/api/v1/admin/audit?cursor=x', field: 'cursor' },
  ])('is refused when it is a parameter of the audit log: $path', async ({ path, field }) => {
    await expectRefusal(await send('GET', path), field);
  });

  it.each(
    ['x', '1', '%00', "'", UNKNOWN_ID.slice(1), 'orphans', 'constructor'].flatMap((id) => [
      { method: 'POST', path: `/api/v1/admin/dead-letters/${id}/retry` },
      ...(id === 'orphans' ? [] : [{ method: 'DELETE', path: `/api/v1/admin/dead-letters/${id}` }]),
      { method: 'DELETE', path: `/api/v1/tokens/${id}` },
      { method: 'PATCH', path: `/api/v1/admin/users/${id}`, body: '{"disabled":true}' },
      { method: 'POST', path: `/api/v1/admin/users/${id}/reset_link` },
      { method: 'GET', path: `/api/v1/submissions/${id}/deliveries` },
    ]),
  )('is refused when it is an id: $method $path', async ({ method, path, body }: Addressed) => {
    await expectRefusal(await send(method, path, body), 'id');
  });

  it.each([...ACCOUNT_TABLE, ...FORM_TABLE.slice(1)])(
    'is no request of this: %s %s %j',
    async (method, path, body) => {
      const { status } = await send(method, path, JSON.stringify(body));
      expect([200, 201, 404]).toContain(status);
      // The user to change is the one that is not there.
      expect(status === 404).toBe(path.endsWith(UNKNOWN_ID));
    },
  );
});
