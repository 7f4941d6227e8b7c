import type { TestData } from '@app/packages';
import { JobFailed } from '../kind.js';
import type { Bytes } from './problem.js';

/** The bytes of a test. @throws JobFailed for data that was to be made and was not */
export function readData(data: TestData<Bytes>): Promise<Buffer> {
  if (data.kind !== 'file') throw new JobFailed('data of a test has not been made');
  return data.file.read();
}

/** How many bytes it has; 0 where that is not known. */
export function sizeOf(data: TestData<Bytes> | undefined): number {
  return data?.kind === 'file' ? data.file.bytes : 0;
}
