import {
  EXECUTION_LIMITS,
  type Program,
  type ProgramFile,
  refusedCompileArg,
  type RunRequest,
} from '@app/contracts';
import { looseShellWords } from '@app/packages';
import { namedSources } from '../common/named-sources.js';
import type { RunSpec } from './run-spec.dto.js';

const MiB = 1024 * 1024;
const C_FAMILY = /^(c|cpp)$/;
/** Of what compilers take for C++. */
const OTHER_ENDING = /\.(cc|cpp|cxx|c\+\+|C)$/;
const STRICT = /(^|\s)--use[_-]strict(\s|$)/;
/** How the program is written is said by the language. */
const LANGUAGE_CHOICE = /^-x$/;

/**
 * The machine of Java has options of ours as well, and writes to stdout where they do not go together with
 * given ones.
 */
const QUIETLY: Readonly<Record<string, readonly string[]>> = { java: ['-Xlog:disable'] };

/** A run of Jobe as a run of ours. @returns the reason where our compilers do not take its arguments */
export function toSubmission(
  spec: RunSpec,
  files: ProgramFile[],
): { request: RunRequest; refused: string | null } {
  const { view, language } = spec;
  const name = nameOf(spec);
  const paths = files.map(({ path }) => path);
  const compiled = namedSources(withoutChoice(spec.compileArgs.flatMap(looseShellWords)), paths, name);
  const linked = namedSources(spec.linkArgs.flatMap(looseShellWords), paths, name);
  const [compileArgs, linkArgs] = [compiled.options, linked.options];
  const allowed = (view.compileArgs ?? []).map((pattern) => new RegExp(pattern));
  const wrong = view.compileArgs === undefined ? null : refusedCompileArg(view.name, allowed, compileArgs);
  const program: Program = {
    language: view.id,
    source: sourceOf(spec),
    ...(name !== '' && { mainFile: name }),
    files: files.filter(({ path }) => path !== name),
    sources: [...compiled.sources, ...linked.sources],
    // Without optimization: more of it means more warnings, and a warning is an error here.
    compileArgs: wrong ? [] : [...(C_FAMILY.test(view.id) ? ['-O0'] : []), ...compileArgs],
    ...(linkArgs.length > 0 && { linkArgs }),
    interpreterArgs: [...(QUIETLY[language.id] ?? []), ...spec.interpreterArgs.flatMap(looseShellWords)],
    runArgs: spec.runArgs.flatMap(looseShellWords),
  };
  const request: RunRequest = {
    kind: 'run',
    program,
    stdin: spec.input,
    limits: {
      cpuTimeLimitMs: spec.cpuSeconds * 1000,
      wallTimeLimitMs: spec.cpuSeconds * 2000,
      memoryLimitBytes:
        spec.memoryMegabytes === 0 ? EXECUTION_LIMITS.memoryLimitBytes.maximum : spec.memoryMegabytes * MiB,
      outputLimitBytes: Math.max(1, spec.streamMegabytes * MiB),
      fileSizeLimitBytes: spec.diskMegabytes * MiB,
      processLimit: spec.processes,
      allowProcesses: true,
    },
    // Machines of JavaScript and Java reserve what they never use.
    ...(spec.memoryMegabytes !== 0 && language.id !== 'nodejs' && { allocationsFail: true }),
  };
  return { request, refused: wrong?.reason ?? null };
}

/** That it is C is said there by an argument, whatever the file is called; here its ending must not say else. */
function nameOf({ fileName, language, view }: RunSpec): string {
  const name = fileName ?? language.fileName;
  return view.id === 'c' && OTHER_ENDING.test(name) ? `${name}.c` : name;
}

/** What the option asks for: newer versions of Node.js do not heed it in the file that they start. */
function sourceOf({ language, source, interpreterArgs }: RunSpec): string {
  const isStrict = language.id === 'nodejs' && interpreterArgs.some((arg) => STRICT.test(arg));
  return isStrict && !source.startsWith('#!') ? `"use strict";${source}` : source;
}

/** `-x c`: two words of one argument. */
function withoutChoice(words: readonly string[]): string[] {
  return words.filter(
    (word, index) => !LANGUAGE_CHOICE.test(word) && !LANGUAGE_CHOICE.test(words[index - 1] ?? ''),
  );
}
