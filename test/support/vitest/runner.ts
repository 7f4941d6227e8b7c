import { relative } from 'node:path';
import { type RunnerTask, type RunnerTestFile, TestRunner } from 'vitest';
import { secondTryOf } from './second-tries.js';

/** Gives a second try to the tests of the list, and to no other. */
export default class Runner extends TestRunner {
  onCollected(files: RunnerTestFile[]): void {
    for (const file of files) allow(file.tasks, relative(this.config.root, file.filepath));
  }
}

function allow(tasks: readonly RunnerTask[], path: string): void {
  for (const task of tasks)
    if (task.type === 'suite') allow(task.tasks, path);
    else if (secondTryOf(path, task.name)) task.retry = 1;
}
