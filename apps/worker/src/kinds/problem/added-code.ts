import type { Program, ProgramFile } from '@app/contracts';
import type { AddedFile } from '@app/packages';
import { textOf, type Bytes } from './problem.js';

/**
 * Languages whose sources are compiled together: a grader beside the submission is part of the program as it
 * is.
 */
const COMPILED_TOGETHER = new Set(['c', 'cpp', 'java', 'kotlin', 'csharp', 'pascal', 'd']);

/**
 * A submission with the files that the problem puts beside each one of its language, which replace its own of
 * the same name. Where the added file has the beginning of the program and the language runs one file, that
 * file becomes the main one and the submission stays beside it.
 */
export async function withAddedCode(program: Program, added: readonly AddedFile<Bytes>[]): Promise<Program> {
  const family = familyOf(program.language);
  const ours = added.filter(({ language }) => language === '*' || language === family);
  if (ours.length === 0) return program;
  const files = new Map<string, ProgramFile>((program.files ?? []).map((file) => [file.path, file]));
  let whole = program;
  for (const { path, content, isEntry, around } of ours) {
    const text = textOf(await content.read());
    if (around) whole = withText(whole, await content.read(), around);
    else if (isEntry && !COMPILED_TOGETHER.has(family)) {
      const own = program.mainFile ?? `solution.${path.slice(path.lastIndexOf('.') + 1)}`;
      files.set(own, {
        path: own,
        content: program.source,
        ...(program.encoding && { encoding: program.encoding }),
      });
      const { encoding: _encoding, ...rest } = whole;
      whole = {
        ...rest,
        source: text.content,
        ...(text.encoding && { encoding: text.encoding }),
        mainFile: path,
      };
    } else files.set(path, { path, ...text });
  }
  return { ...whole, files: [...files.values()] };
}

function withText(program: Program, text: Buffer, around: 'before' | 'after'): Program {
  const { encoding, source, ...rest } = program;
  const own = Buffer.from(source, encoding ?? 'utf8');
  const { content, ...more } = textOf(Buffer.concat(around === 'before' ? [text, own] : [own, text]));
  return { ...rest, source: content, ...more };
}

/** `cpp-clang` and `c++` are `cpp`: what packages add is named by the language, not by its tool. */
export function familyOf(language: string): string {
  const name = language.toLowerCase();
  if (/^(c\+\+|g\+\+|cpp|clang\+\+)/.test(name)) return 'cpp';
  if (/^(c|gcc|clang|c-.*)$/.test(name)) return 'c';
  if (/^(py|python|pypy)/.test(name)) return 'python';
  return name.replace(/[-\d.].*$/, '');
}
