import {
  type Program,
  type ProgramFile,
  REQUEST_LIMITS,
  TEXT_ENCODINGS,
  type TextEncoding,
} from '@app/contracts';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsString, ValidateNested } from 'class-validator';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import {
  argumentsProblem,
  environmentProblem,
  nameProblem,
  objectsProblem,
  pathProblem,
} from '../../../../platform/validation/texts.js';
import { LimitsDto } from './limits.dto.js';

const MAX_LANGUAGE_BYTES = 64;

/** Arguments as a command line may have them: so many, so long, and without NUL. @param name of the check */
export const isArguments = (name: string): PropertyDecorator =>
  CheckedBy(name, (value) => argumentsProblem(value, REQUEST_LIMITS.maxArgs, REQUEST_LIMITS.maxArgBytes));

export class ProgramFileDto implements ProgramFile {
  /** Where the file stands, relative to the main file. No `..`, no backslash.
   * @example 'data/table.txt' */
  @CheckedBy('isFilePath', pathProblem)
  path: string;

  /** @example '1 2 3' */
  @IsString()
  content: string;

  /** How `content` is written; `utf8` when absent. */
  @Optional()
  @IsIn(TEXT_ENCODINGS)
  encoding?: TextEncoding;
}

export class ProgramDto implements Program {
  /** Id or alias of a language that `GET /api/v1/languages` lists.
   * @example 'python' */
  @CheckedBy('isLanguageName', (value) => nameProblem(value, MAX_LANGUAGE_BYTES))
  language: string;

  /** The main file.
   * @example 'print(sum(map(int, input().split())))' */
  @IsString()
  source: string;

  /** How `source` is written; `utf8` when absent. */
  @Optional()
  @IsIn(TEXT_ENCODINGS)
  encoding?: TextEncoding;

  /** Name of the main file; default: the language's, as `main.py`.
   * @example 'solution.py' */
  @Optional()
  @CheckedBy('isMainFile', pathProblem)
  mainFile?: string;

  /** Further files beside the main one. */
  @Optional()
  @ValidateNested({ each: true })
  @Type(() => ProgramFileDto)
  @CheckedBy('isFileList', (value) => objectsProblem(value, 0, REQUEST_LIMITS.maxFiles))
  files?: ProgramFileDto[];

  /** Further arguments of the compiler; `compileArgs` of `GET /api/v1/languages` has regular expressions of those it takes.
   * @example ['-O2'] */
  @Optional()
  @isArguments('isCompileArgs')
  compileArgs?: string[];

  /** Arguments of the compiler that come behind the sources.
   * @example ['-lm'] */
  @Optional()
  @isArguments('isLinkArgs')
  linkArgs?: string[];

  /** Arguments of the program.
   * @example [] */
  @Optional()
  @isArguments('isRunArgs')
  runArgs?: string[];

  /** Environment variables that the program sees beside the usual ones. */
  @Optional()
  @CheckedBy('isEnvironment', (value) =>
    environmentProblem(value, REQUEST_LIMITS.maxEnvironmentVariables, REQUEST_LIMITS.maxArgBytes),
  )
  env?: Record<string, string>;

  /** Limits of this program alone, before those of the request. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
}
