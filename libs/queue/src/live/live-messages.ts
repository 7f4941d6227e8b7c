import type { Compilation, Execution, ExecutionVerdict } from '@app/contracts';

/** What the api tells the worker that runs a program which is talked to. */
export type ToWorker =
  | { type: 'stdin'; data: Buffer }
  | { type: 'eof' }
  | { type: 'signal'; /** Its name. */ signal: string }
  /** The client has so many more bytes of the output. */
  | { type: 'took'; bytes: number }
  /** The client is gone, or wants it to end. */
  | { type: 'close' };

/** What the worker tells the api. */
export type ToApi =
  /** It has claimed the job, and reads the line from now on. */
  | { type: 'hello' }
  | { type: 'compiled'; compilation: Compilation }
  | { type: 'started' }
  | { type: 'data'; stream: 'stdout' | 'stderr'; data: Buffer }
  /** The program has been handed so many bytes of its input, in all. */
  | { type: 'took'; bytes: number }
  /** The submission is final. */
  | {
      type: 'exit';
      compilation: Compilation;
      execution: Execution | null;
      verdict: ExecutionVerdict | null;
      error?: string;
    };

export type LiveMessage = ToWorker | ToApi;
type Numbered = { n: number; message: LiveMessage | null };

const HEAD_LENGTH_BYTES = 4;

/**
 * The length of the head, the head as JSON, the data as they are. @param message null: only a sign of life
 */
export function encodeLive(n: number, message: LiveMessage | null): Buffer {
  const { data, ...rest } = (message ?? {}) as { data?: Buffer };
  const head = Buffer.from(JSON.stringify({ n, ...rest }));
  const length = Buffer.allocUnsafe(HEAD_LENGTH_BYTES);
  length.writeUInt32LE(head.length);
  return Buffer.concat(data ? [length, head, data] : [length, head]);
}

/** @throws when it is nothing that `encodeLive` has made */
export function decodeLive(bytes: Buffer): Numbered {
  const end = HEAD_LENGTH_BYTES + bytes.readUInt32LE();
  const { n, ...message } = JSON.parse(bytes.toString('utf8', HEAD_LENGTH_BYTES, end)) as {
    n: number;
    type?: string;
  };
  if (message.type === undefined) return { n, message: null };
  const data = bytes.subarray(end);
  const hasData = message.type === 'data' || message.type === 'stdin';
  return { n, message: (hasData ? { ...message, data } : message) as LiveMessage };
}
