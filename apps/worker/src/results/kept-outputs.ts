import type { BlobRef, BlobStore, BlobUses } from '@app/blobs';
import { INLINE_TEXT_BYTES, type SubmissionBlobs } from '@app/contracts';

/** Bytes that are kept of all long texts of one job together. */
const MAX_BYTES_OF_JOB = 128 * 1024 * 1024;

/** Takes the long texts of a job as they come. */
export interface OutputKeeper {
  /**
   * Keeps all of a text that is too long for the result, under a name such as `stdout` or `tests/7/stdout`;
   * does nothing with a short one. A name that is used again has the later bytes.
   * @param shownBytes how long it may be in the result
   */
  keep(name: string, bytes: Buffer, shownBytes?: number): void;
}

/** Puts the long texts of a job into the store of blobs while the job goes on. */
export class KeptOutputs implements OutputKeeper {
  private readonly coming = new Map<string, Promise<BlobRef>>();
  private bytes = 0;

  constructor(
    private readonly store: Pick<BlobStore, 'put'>,
    private readonly uses: Pick<BlobUses, 'add'>,
    private readonly submissionId: string,
  ) {}

  keep(name: string, bytes: Buffer, shownBytes = INLINE_TEXT_BYTES): void {
    if (bytes.length <= shownBytes || this.bytes + bytes.length > MAX_BYTES_OF_JOB) return;
    this.bytes += bytes.length;
    const stored = this.store.put(bytes);
    // It is looked at when the job is done.
    stored.catch(() => {});
    this.coming.set(name, stored);
  }

  /**
   * What is kept, by name, and noted as in use; null: nothing is.
   * @throws what the store or the database threw
   */
  async settled(): Promise<SubmissionBlobs | null> {
    if (this.coming.size === 0) return null;
    const blobs: SubmissionBlobs = {};
    for (const [name, stored] of this.coming) blobs[name] = await stored;
    await this.uses.add(
      `submission:${this.submissionId}`,
      Object.values(blobs).map(({ hash }) => hash),
    );
    return blobs;
  }
}
