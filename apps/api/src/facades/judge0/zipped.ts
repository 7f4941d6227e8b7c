import { ZipFile } from 'yazl';

/** A zip of these files. @param files paths and bytes */
export async function zipped(files: readonly { path: string; content: Buffer }[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, content } of files) zip.addBuffer(content, path);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
