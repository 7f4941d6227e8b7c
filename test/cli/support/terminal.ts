import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pc from 'picocolors';
import { runCli } from '../../../apps/cli/src/cli.js';
import type { Io } from '../../../apps/cli/src/io.js';
import { bringKnown, keepKnown } from '../../support/known-data.js';

/** What one command line came to. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Around a command line. */
interface Typed {
  /** What a pipe brings. */
  stdin?: string | Buffer;
  env?: Record<string, string>;
  signal?: AbortSignal;
  /** Where it is typed, below the terminal's folder. */
  folder?: string;
}

/**
 * A folder with files, and command lines typed in it; the home folder is its own, so that nothing of the
 * machine's user is read.
 */
export class Terminal {
  private constructor(readonly folder: string) {}

  static async open(files: Readonly<Record<string, string | Buffer>>): Promise<Terminal> {
    const terminal = new Terminal(await mkdtemp(join(tmpdir(), 'cpast-cli-')));
    const dataDir = join(terminal.folder, DATA_DIR);
    await mkdir(dataDir, { recursive: true });
    await bringKnown(dataDir);
    for (const [path, content] of Object.entries(files)) await terminal.write(path, content);
    return terminal;
  }

  async write(path: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await writeFile(join(this.folder, path), content);
  }

  /** Types a command line; `stdin` is what a pipe would bring. */
  async type(
    argv: readonly string[],
    { stdin = '', env = {}, signal = NEVER, folder = '.' }: Typed = {},
  ): Promise<Ended> {
    const written = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const io: Io = {
      env: { PATH: process.env['PATH']!, HOME: join(this.folder, 'home'), ...env },
      cwd: join(this.folder, folder),
      colors: pc.createColors(false),
      isInteractive: false,
      say: (text) => void written.stdout.push(Buffer.from(`${text}\n`)),
      note: (text) => void written.stderr.push(Buffer.from(`${text}\n`)),
      writeBytes: async (stream, bytes) => void written[stream].push(bytes),
      readStdin: async () => Buffer.from(stdin),
    };
    const code = await runCli(argv, io, signal);
    return {
      code,
      stdout: Buffer.concat(written.stdout).toString(),
      stderr: Buffer.concat(written.stderr).toString(),
    };
  }

  async close(): Promise<void> {
    await keepKnown(join(this.folder, DATA_DIR));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Where a command line keeps what it has found out. */
const DATA_DIR = 'home/.cache/cpast/cli';
const NEVER = new AbortController().signal;
