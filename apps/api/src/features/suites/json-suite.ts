import type { JudgeTest, Limits, Program, ProgramFile } from '@app/contracts';
import {
  groupOfRequest,
  inMemory,
  type Content,
  type Problem,
  type ProblemChecker,
  type ProblemProgram,
  type ProblemTest,
} from '@app/packages';
import { invalidField, invalidRequest } from '../../platform/problem/domain-error.js';
import { isBase64 } from '../../platform/validation/texts.js';
import type { CheckerDto } from '../submissions/create/dto/checker.dto.js';
import { testsProblems } from '../submissions/create/check-tests.js';
import type { SuiteDto } from './dto/suite.dto.js';

/** The limits that a suite keeps; others are asked for with each submission. */
const KEPT_LIMITS: readonly (keyof Limits)[] = ['cpuTimeLimitMs', 'memoryLimitBytes', 'outputLimitBytes'];

/** A suite that came as JSON. @throws DomainError that names every field that is wrong */
export function problemOfJson(body: SuiteDto): Problem<Content> {
  const errors = testsProblems(body.tests, body.groups);
  body.tests.forEach(({ input, inputEncoding }, index) => {
    if (inputEncoding === 'base64' && !isBase64(input)) {
      errors.push({ field: `tests[${index}].input`, message: 'is not base64' });
    }
  });
  if (errors.length > 0) throw invalidRequest(errors);
  const { cpuTimeLimitMs, memoryLimitBytes, outputLimitBytes } = body.limits ?? {};
  const others = Object.entries(body.limits ?? {}).find(
    ([name, value]) => value !== undefined && !(KEPT_LIMITS as readonly string[]).includes(name),
  )?.[0];
  if (others)
    throw invalidField(`limits.${others}`, `cannot be a suite's; those are ${KEPT_LIMITS.join(', ')}`);
  return {
    format: 'json',
    name: body.name,
    names: {},
    tests: body.tests.map(testOfJson),
    groups: (body.groups ?? []).map(groupOfRequest),
    checker: checkerOf(body.checker),
    ...(body.interactor && {
      interactor: {
        program: programOf('interactor', body.interactor),
        protocol: 'testlib' as const,
        args: [],
        checkerFollows: body.checker?.type === 'program',
      },
    }),
    passes: 1,
    limits: {
      ...(cpuTimeLimitMs !== undefined && { cpuTimeLimitMs }),
      ...(memoryLimitBytes !== undefined && { memoryLimitBytes }),
      ...(outputLimitBytes !== undefined && { outputLimitBytes }),
    },
    ...(body.io && { io: { ...body.io } }),
    added: [],
    validators: [],
    generators: {},
    solutions: [],
    warnings: [],
  };
}

export function testOfJson(test: JudgeTest, index: number): ProblemTest<Content> {
  const { name, input, inputEncoding, expectedOutput, points, args, files, sample } = test;
  return {
    name: name ?? `#${index + 1}`,
    input: { kind: 'file', file: inMemory(Buffer.from(input, inputEncoding ?? 'utf8')) },
    ...(expectedOutput !== undefined && {
      answer: { kind: 'file' as const, file: inMemory(expectedOutput) },
    }),
    ...(points !== undefined && { points }),
    ...(args && { args }),
    ...(files && { files: files.map(fileOf) }),
    ...(sample && { sample }),
  };
}

function fileOf({ path, content, encoding }: ProgramFile) {
  return { path, content: inMemory(Buffer.from(content, encoding ?? 'utf8')) };
}

function checkerOf(checker: CheckerDto = { type: 'lines' }): ProblemChecker<Content> {
  if (checker.type !== 'program') return { ...checker };
  const { program, protocol } = checker;
  return {
    type: 'program',
    program: programOf('checker', program),
    protocol: protocol ?? 'testlib',
    args: [],
  };
}

function programOf(name: string, program: Program): ProblemProgram<Content> {
  const { language, source, encoding, mainFile, files, runArgs } = program;
  const main = { path: mainFile ?? name, content: inMemory(Buffer.from(source, encoding ?? 'utf8')) };
  return { name, language, files: [main, ...(files ?? []).map(fileOf)], ...(runArgs && { args: runArgs }) };
}
