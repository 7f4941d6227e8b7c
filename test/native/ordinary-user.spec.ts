import type { Execution } from '@app/contracts';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executionOf } from '../runs/client.js';
import { PROGRAMS } from '../runs/programs.js';
import { argsOf, endsOf, saidOf, tableOf, titleOf, type Ended, type Row } from '../runs/table.js';
import { asOrdinaryUser, PLACES } from '../support/ordinary-user.js';
import { startProduct, type Product } from '../support/product.js';
import { agreeingPair, differingPair } from '../support/programs.js';

const isRoot = process.getuid?.() === 0;

/**
 * The table of outcomes: an ordinary user has other means against programs than root. Those differences lie
 * below languages, so one that is compiled is enough, and one that is interpreted where isolation is full.
 * Of a long output an answer has the beginning only.
 */
const tableWith = (isolation: string): [string, string, Row][] =>
  (isolation === 'full' ? ['c', 'python'] : ['c']).flatMap((language) =>
    tableOf(language)
      .filter(({ does }) => does !== 'long')
      .map((row): [string, string, Row] => [language, titleOf(row), row]),
  );
const ENDED_BY = {
  cpu: 'cpu_time_limit',
  wall: 'wall_time_limit',
  memory: 'memory_limit',
  output: 'output_limit',
  file_size: 'file_size_limit',
} as const;

const endedOf = (execution: Execution): Ended => ({
  // Any other verdict is none of the table's kinds, and equals none of its rows.
  kind: execution.limit
    ? ENDED_BY[execution.limit]
    : execution.verdict === 'accepted'
      ? 'ok'
      : (execution.verdict as 'runtime_error'),
  exitCode: execution.exitCode,
  signal: execution.signal,
  stdout: Buffer.from(
    execution.stdoutBase64 ?? execution.stdout,
    execution.stdoutBase64 ? 'base64' : 'utf8',
  ).toString('latin1'),
  denied: execution.processDenied ?? false,
});

/** Tries to list, and to read by their names, what only the product may see. */
const SPY = `
import os
def attempt(what, path, how):
    try: print(what, path, how(path))
    except OSError as error: print(what, path, type(error).__name__)
read = lambda path: len(open(path).read())
for path in "${PLACES.app}", "${PLACES.data}": attempt("list", path, os.listdir)
for path in "${PLACES.beside}", "${PLACES.data}/session-secret", "${PLACES.app}/package.json": attempt("read", path, read)
`;

describe('the product as an ordinary user', () => {
  describe.each(['full', 'reduced'])('with %s isolation', { timeout: 60_000 }, (isolation) => {
    let product: Product;
    beforeAll(async () => {
      const env = { ISOLATION: isolation, NODE_ENV: 'production', ANONYMOUS_SUBMISSIONS: 'true' };
      product = await startProduct(isRoot ? { env, dataDir: PLACES.data, command: asOrdinaryUser } : { env });
    }, 240_000);
    afterAll(() => product?.stop());

    it('is no root', async () => {
      const status = await readFile(`/proc/${product.pid}/status`, 'utf8');
      expect(/^Uid:\t(\d+)/m.exec(status)?.[1]).not.toBe('0');
    });

    it('runs programs', async () => {
      const source = 'import os\nprint(input(), os.getuid() != 0)';
      const run = await product.judge({
        kind: 'run',
        program: { language: 'python', source },
        stdin: 'hello\n',
      });
      expect(run.result).toMatchObject({ execution: { stdout: 'hello True\n', verdict: 'accepted' } });
    });

    it('compiles two programs and compares them', async () => {
      expect((await product.judge(agreeingPair(40))).verdict).toBe('no_difference');
      expect((await product.judge(differingPair(500, '7'))).verdict).toBe('difference_found');
    });

    it('stops a program that takes too much', async () => {
      const bomb = await product.judge({
        kind: 'run',
        program: { language: 'bash', source: ':(){ :|:& };:\nwait\n' },
        limits: { cpuTimeLimitMs: 1_000, wallTimeLimitMs: 3_000, processLimit: 16 },
      });
      expect([bomb.status, bomb.verdict]).toEqual(['finished', expect.not.stringMatching('internal')]);
    });

    it.each(tableWith(isolation))('ends a program in %s as root does: %s', async (language, _title, row) => {
      const execution = await executionOf(product, {
        program: { language, source: PROGRAMS[language]!.source, runArgs: argsOf(row) },
        stdin: row.stdin ?? '',
        limits: { cpuTimeLimitMs: 10_000, ...row.limits },
      });
      expect(saidOf(endedOf(execution), row), execution.stderr.slice(0, 500)).toEqual(endsOf(row, language));
    });

    it.runIf(isRoot)('lets no program see its data and its own folder, even below /usr', async () => {
      const inside = `/proc/${product.pid}/root${PLACES.data}/session-secret`;
      expect((await readFile(inside, 'utf8')).length).toBeGreaterThan(20);
      const run = await product.judge({ kind: 'run', program: { language: 'python', source: SPY } });
      const { stdout } = (run.result as { execution: { stdout: string } }).execution;
      const [seen, absent] =
        isolation === 'full' ? ['[]', 'FileNotFoundError'] : ['PermissionError', 'PermissionError'];
      expect(stdout.trimEnd().split('\n')).toEqual([
        `list ${PLACES.app} ${seen}`,
        `list ${PLACES.data} ${seen}`,
        `read ${PLACES.beside} 7`,
        `read ${PLACES.data}/session-secret ${absent}`,
        `read ${PLACES.app}/package.json ${absent}`,
      ]);
    });
  });
});
