// The runs of Vitest that `npm test` is made of. One that fails does not keep the next from telling what it
// finds; what failed is said once more at the end, for where it happened is thousands of lines above.
import { availableParallelism } from 'node:os';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, say } from './steps.mjs';

/** Written by test/support/vitest/reporter.ts. */
const FOLDER = join(ROOT, '.build/test-failures');

/** Written by the same: how long each test took. */
const TIMES = join(ROOT, '.build/test-times');

/** Vitest would leave one processor to itself. */
const SIDE_BY_SIDE = `--maxWorkers=${availableParallelism()}`;

export const ONE_BY_ONE = ['--no-file-parallelism'];

/** More files than this did not meet a busy moment: something is broken. */
const MAX_FILES_RUN_ALONE = 3;

/** @typedef {{ file: string, test: string, error: string }} Failure without a file: something of no test */

export class TestRuns {
  /** @type {Error[]} */
  #failed = [];
  /** @type {{ what: string, failures: Failure[] }[]} */
  #toSay = [];

  /** @param {{ args: string[], env: NodeJS.ProcessEnv }} of every run */
  constructor({ args, env }) {
    this.args = args;
    this.env = env;
    rmSync(FOLDER, { recursive: true, force: true });
  }

  /** Forgets what earlier runs took, so that `npm run test:times` tells of these alone. */
  measureAnew() {
    rmSync(TIMES, { recursive: true, force: true });
  }

  /** Something beside Vitest. @param {() => Promise<void>} work */
  async also(work) {
    await work().catch((error) => void this.#failed.push(error));
  }

  /** @param {string} name of the run, e.g. `alone` @param {string[]} args of Vitest */
  async once(name, args, env = {}) {
    try {
      await this.#vitest(name, args, env);
    } catch (error) {
      this.#failed.push(error);
      this.#toSay.push({ what: 'failed', failures: failuresOf(name) });
    }
  }

  /**
   * A file for each processor. A few files that fail are run once more, alone: the end tells both, and what
   * fails alone fails.
   */
  async sideBySide(name, args, { env = {}, config = [] } = {}) {
    try {
      await this.#vitest(name, [SIDE_BY_SIDE, ...config, ...args], env);
    } catch (error) {
      const failures = failuresOf(name);
      const files = [...new Set(failures.map(({ file }) => file))];
      const isFew = files.length > 0 && files.length <= MAX_FILES_RUN_ALONE && !files.includes('');
      this.#toSay.push({ what: isFew ? 'failed beside others' : 'failed', failures });
      if (isFew) await this.once(`${name}-again`, [...ONE_BY_ONE, ...config, ...files], env);
      else this.#failed.push(error);
    }
  }

  /** Prints each failure with its error. @throws the first error of a run that failed */
  end() {
    for (const { what, failures } of this.#toSay)
      for (const { file, test, error } of failures) {
        say(`${what}: ${file || 'in no file'}${test && ` > ${test}`}`);
        console.error(error.replace(/^/gm, '    '));
      }
    if (this.#failed.length > 0) throw this.#failed[0];
  }

  #vitest(name, args, env) {
    return run('node_modules/.bin/vitest', ['run', ...this.args, ...args], {
      show: true,
      env: { ...this.env, ...env, TEST_RUN: name },
    });
  }
}

/** @returns {Failure[]} none: the run ended before it could say */
function failuresOf(name) {
  const path = join(FOLDER, `${name}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
}
