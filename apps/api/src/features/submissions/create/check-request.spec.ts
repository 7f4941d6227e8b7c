import { EXECUTION_LIMITS, type WorkerView } from '@app/contracts';
import { describe, expect, it } from 'vitest';
import { WorkerLanguages } from '../../workers/worker-languages.js';
import type { WorkerDirectory } from '../../workers/worker-directory.js';
import { checkRequest } from './check-request.js';
import type { CreateSubmissionDto } from './kinds/index.js';

/** One worker for each list of languages. */
function directory(...workers: string[][]): WorkerLanguages {
  const views = workers.map((ids) => ({
    languages: ids.map((id) => ({ id, name: id.toUpperCase(), version: '1', aliases: [], kind: 'compiled' })),
  }));
  return new WorkerLanguages({ live: async () => views as unknown as WorkerView[] } as WorkerDirectory);
}

const program = (language: string) => ({ language, source: 'x' });
const judge = (language: string, checker: string) =>
  ({
    kind: 'judge',
    program: program(language),
    tests: [{ input: '' }],
    checker: { type: 'program', program: program(checker) },
  }) as CreateSubmissionDto;
const check = (request: CreateSubmissionDto, languages: WorkerLanguages) =>
  checkRequest(request, languages, EXECUTION_LIMITS);

describe('the languages of a request', () => {
  it('are accepted when one worker has them all', async () => {
    await check(judge('cpp', 'python'), directory(['cpp'], ['python', 'cpp']));
    await check(judge('cpp', 'cpp'), directory(['cpp'], ['python']));
  });

  it('are refused when no single worker has them all, by the program that is too much', async () => {
    await expect(check(judge('cpp', 'python'), directory(['cpp'], ['python']))).rejects.toMatchObject({
      code: 'invalid_request',
      details: {
        errors: [
          { field: 'checker.program.language', message: expect.stringContaining('together with cpp') },
        ],
      },
    });
  });
});

describe('arguments for a compiler', () => {
  const knowing = (compileArgs?: string[]) =>
    new WorkerLanguages({
      live: async () => [
        {
          languages: [
            {
              id: 'cpp',
              name: 'C++',
              version: '1',
              aliases: [],
              kind: 'compiled',
              compileArgs: ['^-O[0-3]$', '^-D \\w+$'],
            },
            { id: 'python', name: 'Python', version: '1', aliases: ['py'], kind: 'interpreted', compileArgs },
          ],
        },
      ],
    } as unknown as WorkerDirectory);
  const stress = (reference: string[], candidate: string[], generator: string[] = []) =>
    ({
      kind: 'stress',
      reference: { ...program('cpp'), compileArgs: reference },
      candidate: { ...program('cpp'), compileArgs: candidate },
      generator: { program: { ...program('py'), compileArgs: generator } },
    }) as CreateSubmissionDto;

  it('are accepted when the language takes them, an option and its value together too', async () => {
    await check(stress(['-O2', '-D', 'LOCAL'], []), knowing([]));
  });

  it('are refused by the field of each program when it does not', async () => {
    await expect(
      check(stress(['-O2', '-o'], ['-D', '-x', '-O9'], ['-O']), knowing([])),
    ).rejects.toMatchObject({
      code: 'invalid_request',
      details: {
        errors: [
          { field: 'reference.compileArgs[1]', message: 'is not allowed for C++' },
          { field: 'candidate.compileArgs[0]', message: 'is not allowed for C++' },
          {
            field: 'generator.program.compileArgs[0]',
            message: 'cannot be used: Python takes none for a compiler',
          },
        ],
      },
    });
  });

  it('are left to the worker when it does not say what it takes', async () => {
    await check(stress([], [], ['-O']), knowing());
  });
});
