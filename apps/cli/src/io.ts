import pc from 'picocolors';

/** Where a command reads and writes. Results go to stdout, everything about the way there to stderr. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly colors: ReturnType<typeof pc.createColors>;
  /** Whether stderr is a terminal: progress bars are for people. */
  readonly isInteractive: boolean;
  /** Writes a text and a line feed to stdout. */
  say(text: string): void;
  /** Writes a text and a line feed to stderr. */
  note(text: string): void;
  /** Writes bytes as they are. */
  writeBytes(stream: 'stdout' | 'stderr', bytes: Buffer): Promise<void>;
  /** All of stdin, as bytes. */
  readStdin(): Promise<Buffer>;
}

/** The streams of this process. */
export function processIo(): Io {
  return {
    env: process.env,
    cwd: process.cwd(),
    colors: pc.createColors(pc.isColorSupported && process.stdout.isTTY === true),
    isInteractive: process.stderr.isTTY === true,
    say: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    writeBytes: (stream, bytes) =>
      new Promise((resolve) => void process[stream].write(bytes, () => resolve())),
    readStdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}
