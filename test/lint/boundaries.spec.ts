import { ESLint } from 'eslint';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { LIBS } from '../../scripts/lib/house.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the house forbids, as the files that must not exist, and a word of the message that says why. */
const BAD: [file: string, code: string, reason: string][] = [
  ['libs/contracts/src/bad.ts', `import '@app/config';`, 'nothing of ours'],
  ['libs/clex/src/bad.ts', `import '@app/contracts';`, 'nothing of ours'],
  ['libs/clex/src/bad.ts', `import '@nestjs/common';`, 'nothing of Nest'],
  ['libs/clex/src/bad.ts', `import { readFileSync } from 'node:fs'; export { readFileSync };`, 'no I/O'],
  ['libs/clex/src/bad.ts', `import fs from 'fs'; export { fs };`, 'no I/O'],
  ['libs/clex/src/bad.ts', `import 'uuid';`, 'no I/O'],
  ['libs/clex/src/bad.ts', `export const page = fetch('http://127.0.0.1/');`, 'no I/O'],
  ['libs/clex/src/bad.ts', `export const seed = Date.now();`, 'no clock'],
  ['libs/clex/src/bad.ts', `export const seed = Math.random();`, 'Randomness is an argument'],
  ['libs/config/src/bad.ts', `import '@nestjs/common';`, 'nothing of Nest'],
  ['libs/packages/src/bad.ts', `import '@nestjs/common';`, 'nothing of Nest'],
  ['libs/packages/src/bad.ts', `import '@app/contracts';`, 'nothing of ours'],
  ['libs/contracts/src/bad.ts', `import '../../../apps/api/src/app.module.js';`, 'does not import an app'],
  ['libs/logging/src/bad.ts', `import '@app/config';`, 'nothing of ours'],
  ['libs/database/src/bad.ts', `import '@app/queue';`, 'only async, config, contracts of ours'],
  ['libs/queue/src/bad.ts', `import '@app/clex';`, 'only async, config, contracts, redis of ours'],
  [
    'libs/queue/src/deep/bad.ts',
    `import '../../../../apps/worker/src/worker.module.js';`,
    'does not import an app',
  ],
  ['libs/results/src/bad.ts', `import '@app/database';`, 'only async, config, contracts, redis of ours'],
  ['libs/redis/src/bad.ts', `import '@app/contracts';`, 'only async, config of ours'],
  ['libs/async/src/bad.ts', `import '@app/config';`, 'nothing of ours'],
  ['libs/async/src/bad.ts', `import '@nestjs/common';`, 'nothing of Nest'],
  ['apps/api/src/bad.ts', `import '../../worker/src/worker.module.js';`, 'each other'],
  ['apps/api/src/deep/bad.ts', `export * from '../../../worker/src/runner/runner.js';`, 'each other'],
  ['apps/worker/src/bad.ts', `import '../../api/src/app.module.js';`, 'each other'],
  ['apps/api/src/platform/http/bad.ts', `import '../../accounts/access/caller.js';`, 'does not know'],
  ['apps/api/src/platform/live/bad.ts', `import '../../features/live.js';`, 'does not know'],
  ['apps/api/src/accounts/auth/bad.ts', `import '../../features/scheduling/usage.js';`, 'does not know'],
  ['apps/api/src/features/shares/bad.ts', `import '../../facades/origin/evaluation.js';`, 'does not know'],
  ['apps/worker/src/checkers/bad.ts', `import '../kinds/kind.js';`, 'does not know'],
  ['apps/worker/src/kinds/run/bad.ts', `import '../../jobs/slots.js';`, 'does not know'],
  ['apps/worker/src/results/bad.ts', `import '../checkers/index.js';`, 'does not know'],
  ['apps/worker/src/runner/native/bad.ts', `import '../../kinds/kind.js';`, 'does not know'],
  ['apps/worker/src/runner/bad.ts', `import '../checkers/index.js';`, 'does not know'],
  ['apps/worker/src/runner/native/bad.ts', `import '../../jobs/slots.js';`, 'does not know'],
  ['apps/api/src/bad.ts', `import '../../standalone/src/main.js';`, 'nothing imports it'],
  ['apps/web/src/bad.ts', `import { VERDICTS } from '@app/contracts'; export { VERDICTS };`, 'types only'],
  [
    'apps/web/src/bad.ts',
    `import type { Config } from '@app/config'; export type { Config };`,
    'the client, clex, and types of contracts',
  ],
  ['apps/web/src/bad.ts', `import '../../api/src/app.module.js';`, 'each other'],
  ['libs/client/src/bad.ts', `import { VERDICTS } from '@app/contracts'; export { VERDICTS };`, 'types only'],
  ['libs/client/src/bad.ts', `import '@app/clex';`, 'only contracts of ours'],
  ['libs/client/src/bad.ts', `import 'node:fs';`, 'in browsers as well'],
  ['apps/api/src/bad.ts', `import '@app/clex/src/lexer.js';`, 'through its index'],
  ['apps/worker/src/bad.ts', `import '../../../libs/clex/src/lexer.js';`, 'by its name'],
  ['libs/queue/src/bad.ts', `import '../../database/src/index.js';`, 'by its name'],
  [
    'apps/api/src/bad.ts',
    `import { forwardRef } from '@nestjs/common'; export { forwardRef };`,
    'one module',
  ],
  ['apps/api/src/bad.ts', `export const port = process.env.PORT;`, 'Only main.ts'],
  ['libs/config/src/bad.ts', `export const port = process.env['PORT'];`, 'Only main.ts'],
  ['apps/worker/src/bad.ts', `import { env } from 'node:process'; export { env };`, 'Only main.ts'],
  [
    'apps/api/src/bad.ts',
    `export const late = import('../../worker/src/worker.module.js');`,
    'top of the file',
  ],
  [
    'libs/async/src/bad.ts',
    `/** A slot, when nobody waits for it. */\nexport const slot = 1;`,
    "'nobody' comment",
  ],
];

/** What the house allows, right beside it. */
const GOOD: [file: string, code: string][] = [
  ['apps/api/src/good.ts', `import '@app/clex'; import '@app/queue'; import './app.module.js';`],
  ['apps/api/src/facades/judge0/good.ts', `import '../../features/submissions/create/new-submissions.js';`],
  [
    'apps/api/src/features/shares/good.ts',
    `import '../../accounts/access/caller.js'; import '../webhooks/send.js';`,
  ],
  ['apps/worker/src/jobs/good.ts', `import '../kinds/kind.js'; import '../runner/runner.js';`],
  ['libs/clex/src/good.ts', `import './parser.js'; export const one = Math.min(1, 2);`],
  ['libs/clex/src/good.spec.ts', `import { readFileSync } from 'node:fs'; export { readFileSync };`],
  ['apps/worker/src/kinds/good.ts', `import '../runner/runner.js'; import '@app/contracts';`],
  [
    'apps/standalone/src/good.ts',
    `import '../../api/src/app.module.js'; import '../../worker/src/worker.module.js';`,
  ],
  ['libs/database/src/good.ts', `import '@app/contracts'; import '@app/config'; import '@nestjs/typeorm';`],
  ['apps/web/src/good.ts', `import type { Verdict } from '@app/contracts'; export type { Verdict };`],
  ['apps/api/src/main.ts', `export const env = process.env;`],
  ['libs/async/src/good.ts', `/** A slot, when no job waits for it. */\nexport const name = 'nobody';`],
];

describe('libs/', () => {
  it('has a row in the table of the house and a project of Nest for each of its folders', () => {
    const folders = readdirSync(`${ROOT}libs`).sort();
    const { projects } = JSON.parse(readFileSync(`${ROOT}nest-cli.json`, 'utf8')) as {
      projects: Record<string, { type: string; sourceRoot: string }>;
    };
    const libraries = Object.values(projects).filter(({ type }) => type === 'library');
    expect(Object.keys(LIBS).sort()).toEqual(folders);
    expect(libraries.map(({ sourceRoot }) => sourceRoot).sort()).toEqual(
      folders.map((name) => `libs/${name}/src`),
    );
  });
});

describe('who imports whom', () => {
  let eslint: ESLint;
  beforeAll(() => {
    // The files do not exist, so there are no types to look at.
    eslint = new ESLint({ cwd: ROOT, overrideConfig: [tseslint.configs.disableTypeChecked as never] });
  });
  const messagesOf = async (file: string, code: string) => {
    const [result] = await eslint.lintText(`${code}\n`, { filePath: `${ROOT}${file}` });
    return result!.messages.map(({ message }) => message);
  };

  it.each(BAD)('refuses in %s: %s', async (file, code, reason) => {
    const messages = await messagesOf(file, code);
    expect(messages).toEqual([expect.stringContaining(reason)]);
  });

  it.each(GOOD)('allows in %s: %s', async (file, code) => {
    expect(await messagesOf(file, code)).toEqual([]);
  });
});
