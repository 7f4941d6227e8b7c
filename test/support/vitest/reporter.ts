import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule, Vitest } from 'vitest/node';
import { secondTryOf } from './second-tries.js';

/** Where `npm run test:times` finds how long each file and each test took; one file for each run of Vitest. */
const TIMES = '.build/test-times';

/** Where `npm test` finds what failed in each run of Vitest, to say it once more at its end. */
const FAILURES = '.build/test-failures';

/** What is kept of an error: of a long difference, its beginning. */
const MAX_ERROR_CHARACTERS = 2000;

interface Failure {
  readonly file: string;
  /** The test's full name; the file's own errors have none. */
  readonly test: string;
  readonly error: string;
}

/** Keeps the time and the failures of each file, and says at the end which tests needed a second try. */
export default class KeepingReporter implements Reporter {
  private root = process.cwd();
  private startedAt = 0;

  onInit(vitest: Vitest): void {
    this.root = vitest.config.root;
    this.startedAt = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const files = modules.map((module) => {
      const { duration, collectDuration, setupDuration } = module.diagnostic();
      return {
        file: this.pathOf(module),
        seconds: Math.round((duration + collectDuration + setupDuration) / 100) / 10,
        each: [...module.children.allTests()].map((test) => [
          test.name,
          Math.round(test.diagnostic()?.duration ?? 0),
        ]),
      };
    });
    // With what no file has: starting Vitest and its processes.
    this.keep(TIMES, { wallSeconds: Math.round((performance.now() - this.startedAt) / 100) / 10, files });
    this.keep(FAILURES, [
      ...modules.flatMap((module) => this.failuresOf(module)),
      ...unhandled.map((error) => ({ file: '', test: '', error: textOf(error) })),
    ]);
    const again = modules.flatMap((module) => [...module.children.allTests()].filter(neededTwo));
    for (const test of again) console.error(this.describe(test));
  }

  private failuresOf(module: TestModule): Failure[] {
    const file = this.pathOf(module);
    const tests = [...module.children.allTests('failed')].map((test) => ({
      file,
      test: test.fullName,
      error: (test.result().errors ?? []).map(textOf).join('\n'),
    }));
    const suites = [...module.children.allSuites()].flatMap((suite) =>
      suite.errors().map((error) => ({ file, test: suite.fullName, error: textOf(error) })),
    );
    const own = module.errors().map((error) => ({ file, test: '', error: textOf(error) }));
    return [...own, ...suites, ...tests];
  }

  private keep(folder: string, what: unknown): void {
    mkdirSync(join(this.root, folder), { recursive: true });
    const name = process.env.TEST_RUN ?? 'single';
    writeFileSync(join(this.root, folder, `${name}.json`), JSON.stringify(what));
  }

  private pathOf(module: TestModule): string {
    return relative(this.root, module.moduleId);
  }

  private describe(test: TestCase): string {
    const file = this.pathOf(test.module);
    return `[cpast] tried again: ${file} > ${test.fullName} (${secondTryOf(file, test.name)?.reason ?? 'not in the list'})`;
  }
}

function textOf(error: SerializedError): string {
  const ownFrame = error.stack?.split('\n').find((line) => line.includes('.spec.ts')) ?? '';
  return `${error.name ?? 'Error'}: ${error.message}\n${error.diff ?? ''}\n${ownFrame}`.slice(
    0,
    MAX_ERROR_CHARACTERS,
  );
}

function neededTwo(test: TestCase): boolean {
  return (test.diagnostic()?.retryCount ?? 0) > 0;
}
