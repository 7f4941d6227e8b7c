import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { secondTryOf } from './second-tries.js';

/** Where `npm run test:times` finds how long each file took; one file for each run of Vitest. */
const FOLDER = '.build/test-times';

/** Keeps the time of each file, and says at the end which tests needed a second try. */
export default class TimesReporter implements Reporter {
  private root = process.cwd();

  onInit(vitest: Vitest): void {
    this.root = vitest.config.root;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const times = modules.map((module) => {
      const { duration, collectDuration, setupDuration } = module.diagnostic();
      return {
        file: relative(this.root, module.moduleId),
        seconds: Math.round((duration + collectDuration + setupDuration) / 100) / 10,
        tests: [...module.children.allTests()].length,
      };
    });
    mkdirSync(join(this.root, FOLDER), { recursive: true });
    const name = process.env.TEST_RUN ?? 'single';
    writeFileSync(join(this.root, FOLDER, `${name}.json`), JSON.stringify(times));
    const again = modules.flatMap((module) => [...module.children.allTests()].filter(neededTwo));
    for (const test of again) console.error(this.describe(test));
  }

  private describe(test: TestCase): string {
    const file = relative(this.root, test.module.moduleId);
    return `[cpast] tried again: ${file} > ${test.fullName} (${secondTryOf(file, test.name)?.reason ?? 'not in the list'})`;
  }
}

function neededTwo(test: TestCase): boolean {
  return (test.diagnostic()?.retryCount ?? 0) > 0;
}
