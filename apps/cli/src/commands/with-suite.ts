import type { Engine } from '../engine/engine.js';
import type { OpenSuite } from '../engine/suite.js';
import { openPackageFile } from '../input/package-file.js';
import type { Context } from './command.js';

/** Opens a package for as long as `use` takes, and tells what is odd about it. @throws CliError */
export async function withSuite(
  engine: Engine,
  path: string,
  { problem, json }: { problem?: string; json?: boolean },
  { io, signal }: Context,
  use: (suite: OpenSuite) => Promise<void>,
): Promise<void> {
  const file = await openPackageFile(path, io);
  try {
    const suite = await engine.openSuite(file, problem === undefined ? {} : { problem }, signal);
    try {
      if (!json) for (const warning of suite.warnings) io.note(io.colors.yellow(`${path}: ${warning}`));
      await use(suite);
    } finally {
      await suite.close();
    }
  } finally {
    await file.close();
  }
}
