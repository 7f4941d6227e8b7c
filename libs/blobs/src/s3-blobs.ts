import type * as sdkTypes from '@aws-sdk/client-s3';
import type { ListObjectsV2CommandOutput, S3ServiceException } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { BlobMissing, checkedHash, type BlobRef, type BlobSource, type BlobStore } from './blob-store.js';
import { hashOf, refOf } from './hash.js';

type Sdk = typeof sdkTypes;

/** What is kept for so long already is put again, so that its hour begins anew. */
const FRESH_MS = 10 * 60_000;
const PREFIX = 'blobs/';

/** Blobs as objects of a bucket, in any service that speaks S3. */
export class S3Blobs implements BlobStore {
  readonly kind = 's3';
  private readonly ready: Promise<{ sdk: Sdk; client: InstanceType<Sdk['S3Client']> }>;
  private readonly bucket: string;

  /** @param url `https://KEY:SECRET@host/bucket`, with `?region=` where the service asks for one */
  constructor(url: string) {
    const { protocol, host, pathname, username, password, searchParams } = new URL(url);
    this.bucket = decodeURIComponent(pathname.split('/')[1] ?? '');
    const options = {
      endpoint: `${protocol}//${host}`,
      region: searchParams.get('region') ?? 'us-east-1',
      forcePathStyle: true,
      credentials: {
        accessKeyId: decodeURIComponent(username),
        secretAccessKey: decodeURIComponent(password),
      },
      // Not every service knows the checksums that are newer than S3 itself; a blob is named by its own.
      requestChecksumCalculation: 'WHEN_REQUIRED' as const,
      responseChecksumValidation: 'WHEN_REQUIRED' as const,
    };
    // Loaded late: it is large, and most services do without.
    this.ready = import('@aws-sdk/client-s3').then((sdk) => ({ sdk, client: new sdk.S3Client(options) }));
    this.ready.catch(() => {});
  }

  async put(content: BlobSource | Buffer): Promise<BlobRef> {
    const ref = await (Buffer.isBuffer(content) ? refOf(content) : hashOf(content));
    const storedAt = await this.storedAt(ref.hash);
    if (storedAt !== null && Date.now() - storedAt < FRESH_MS) return ref;
    const Body = Buffer.isBuffer(content) ? content : await content.open();
    const ContentLength = ref.bytes;
    const { sdk, client } = await this.ready;
    await client.send(new sdk.PutObjectCommand({ ...this.object(ref.hash), Body, ContentLength }));
    return ref;
  }

  async open(hash: string): Promise<Readable> {
    const { sdk, client } = await this.ready;
    try {
      const { Body } = await client.send(new sdk.GetObjectCommand(this.object(hash)));
      return Body as Readable;
    } catch (error) {
      throw isMissing(error) ? new BlobMissing(hash) : error;
    }
  }

  async read(hash: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.open(hash)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  async remove(hashes: readonly string[], minAgeMs: number): Promise<number> {
    const { sdk, client } = await this.ready;
    let removed = 0;
    for (const hash of hashes) {
      const storedAt = await this.storedAt(hash);
      if (storedAt === null || Date.now() - storedAt < minAgeMs) continue;
      await client.send(new sdk.DeleteObjectCommand(this.object(hash)));
      removed += 1;
    }
    return removed;
  }

  async *olderThan(minAgeMs: number): AsyncGenerator<string[]> {
    const { sdk, client } = await this.ready;
    let token: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await client.send(
        new sdk.ListObjectsV2Command({ Bucket: this.bucket, Prefix: PREFIX, ContinuationToken: token }),
      );
      const old = (page.Contents ?? []).filter(
        ({ LastModified }) => LastModified !== undefined && Date.now() - LastModified.getTime() >= minAgeMs,
      );
      if (old.length > 0) yield old.map(({ Key }) => Key!.slice(PREFIX.length));
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  /** When it was put, in milliseconds since 1970; null: it is not there. */
  private async storedAt(hash: string): Promise<number | null> {
    const { sdk, client } = await this.ready;
    try {
      const { LastModified } = await client.send(new sdk.HeadObjectCommand(this.object(hash)));
      return LastModified?.getTime() ?? 0;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  private object(hash: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: PREFIX + checkedHash(hash) };
  }
}

function isMissing(error: unknown): boolean {
  return (error as Partial<S3ServiceException>).$metadata?.httpStatusCode === 404;
}
