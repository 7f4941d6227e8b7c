import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg', '.json', '.map', '.txt']);
/** Smaller ones do not get smaller. */
const MIN_BYTES = 1_024;
/** Of all that was compressed: the page and the documentation have two or three. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;
/** Best but one of a file: it is done once. */
const BROTLI_QUALITY = 9;

/** What the build leaves beside a file. */
const ENDINGS = { br: '.br', gzip: '.gz' };
const ENCODERS = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
};
type Encoding = keyof typeof ENCODERS;

interface Compressed {
  bytes: Buffer;
  etag: string;
}

/**
 * Serves the files of a folder compressed: as the build has left them, or else each compressed once for all
 * requests, beside the event loop. What it has not, or what is better sent as it is, the next handler serves.
 * @param fileOf the file below `root` that a path means; null: none
 */
export function compressedFiles(
  root: string,
  fileOf: (path: string) => string | null,
  cacheControl: string,
): RequestHandler {
  const kept = new Map<string, Promise<Compressed | null>>();
  let keptBytes = 0;

  async function compress(path: string, encoding: Encoding, etag: string): Promise<Compressed | null> {
    if (keptBytes > MAX_KEPT_BYTES) return null;
    const built = await compressedBefore(path, encoding);
    const compressed = built ?? (await ENCODERS[encoding](await readFile(path)));
    keptBytes += compressed.length;
    return { bytes: compressed, etag };
  }

  /** null: there is no such file, or it is not worth it. One that was built anew is another one. */
  async function find(path: string, encoding: Encoding): Promise<Compressed | null> {
    const found = await stat(path).catch(() => null);
    if (!found?.isFile() || found.size < MIN_BYTES) return null;
    const etag = `W/"${found.size.toString(16)}-${found.mtimeMs.toString(16)}-${encoding}"`;
    const key = `${path} ${etag}`;
    const made = kept.get(key) ?? compress(path, encoding, etag).catch(() => null);
    kept.set(key, made);
    return made;
  }

  return (request: Request, response: Response, next: NextFunction) => {
    const file = request.method === 'GET' || request.method === 'HEAD' ? fileOf(request.path) : null;
    const encoding = request.acceptsEncodings(['br', 'gzip', 'identity']);
    if (file === null || !COMPRESSIBLE.has(extname(file)) || (encoding !== 'br' && encoding !== 'gzip'))
      return next();
    find(join(root, file), encoding).then((found) => {
      if (!found) return next();
      response.set({ 'cache-control': cacheControl, etag: found.etag, vary: 'Accept-Encoding' });
      if (request.fresh) return void response.status(304).end();
      response.set('content-encoding', encoding).type(extname(file)).send(found.bytes);
    }, next);
  };
}

/** What the build has left of this very file; null: nothing. */
async function compressedBefore(path: string, encoding: Encoding): Promise<Buffer | null> {
  const beside = `${path}${ENDINGS[encoding]}`;
  const [file, built] = await Promise.all([stat(path), stat(beside).catch(() => null)]);
  return built && built.mtimeMs >= file.mtimeMs ? readFile(beside) : null;
}

/** A path below `prefix` as the name of one file there, without folders; null for any other. */
export function fileBelow(prefix: string): (path: string) => string | null {
  const name = new RegExp(`^${prefix}([\\w-][\\w.-]*)$`);
  return (path) => name.exec(path)?.[1] ?? null;
}
