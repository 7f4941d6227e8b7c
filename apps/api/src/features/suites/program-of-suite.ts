import type { BlobRef, BlobStore } from '@app/blobs';
import type { Program, ProgramFile } from '@app/contracts';
import type { ProblemProgram } from '@app/packages';

/** A program of a suite as a submission has it; what is no UTF-8 travels as base64. */
export async function programOfSuite(
  { language, files }: ProblemProgram<BlobRef>,
  blobs: BlobStore,
): Promise<Program> {
  const texts: ProgramFile[] = [];
  for (const { path, content } of files) {
    const bytes = await blobs.read(content.hash);
    const text = bytes.toString('utf8');
    const isText = Buffer.from(text).equals(bytes);
    texts.push(
      isText ? { path, content: text } : { path, content: bytes.toString('base64'), encoding: 'base64' },
    );
  }
  const [main, ...others] = texts;
  if (!main) throw new Error('a program of a suite has no files');
  return {
    language,
    source: main.content,
    ...(main.encoding && { encoding: main.encoding }),
    mainFile: main.path.slice(main.path.lastIndexOf('/') + 1),
    files: others,
  };
}
