import { type JudgeGroup, type JudgeTest, type ProgramFile, REQUEST_LIMITS } from '@app/contracts';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsNumber, IsString, Max, Min, ValidateNested } from 'class-validator';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import {
  argumentsProblem,
  nameProblem,
  objectsProblem,
  pathProblem,
} from '../../../../platform/validation/texts.js';
import { isArguments, ProgramFileDto } from './program.dto.js';

const MAX_NAME_BYTES = 256;
const MAX_POINTS = 1_000_000_000;
const MAX_GROUPS = 100;
/** Groups in groups: deeper than this no contest goes. */
const MAX_DEPTH = 8;

export class JudgeTestDto implements JudgeTest {
  /** Unique among the tests where groups name them.
   * @example 'sample 1' */
  @Optional()
  @CheckedBy('isTestName', (value) => nameProblem(value, MAX_NAME_BYTES))
  name?: string;

  /** @example '1 2' */
  @IsString()
  input: string;

  /** How `input` is written; default: as it is. */
  @Optional()
  @IsIn(['utf8', 'base64'])
  inputEncoding?: 'base64';

  /** Without one the test only asks whether the program ends by itself.
   * @example '3' */
  @Optional()
  @IsString()
  expectedOutput?: string;

  /** @example 10 */
  @Optional()
  @Max(MAX_POINTS)
  @Min(0)
  @IsNumber()
  points?: number;

  /** Arguments of the program for this test.
   * @example [] */
  @Optional()
  @isArguments('isTestArgs')
  args?: string[];

  /** Files beside the program for this test. */
  @Optional()
  @ValidateNested({ each: true })
  @Type(() => ProgramFileDto)
  @CheckedBy('isFileList', (value) => objectsProblem(value, 0, REQUEST_LIMITS.maxFiles))
  files?: ProgramFile[];

  /** Contestants may see it. */
  @Optional()
  @IsBoolean()
  sample?: boolean;
}

export class JudgeGroupDto implements JudgeGroup {
  /** @example 'small' */
  @CheckedBy('isGroupName', (value) => nameProblem(value, MAX_NAME_BYTES))
  name: string;

  /** Names of its tests.
   * @example ['sample 1'] */
  @Optional()
  @CheckedBy('isNameList', (value) => argumentsProblem(value, REQUEST_LIMITS.maxTests, MAX_NAME_BYTES))
  tests?: string[];

  @Optional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => JudgeGroupDto)
  @CheckedBy('isGroupList', (value) => objectsProblem(value, 0, MAX_GROUPS))
  groups?: JudgeGroupDto[];

  @Optional()
  @Max(MAX_POINTS)
  @Min(0)
  @IsNumber()
  points?: number;

  /** How its tests count: `all` of them or nothing, their `sum`, the least or the best of them. */
  @Optional()
  @IsIn(['all', 'sum', 'min', 'max'])
  aggregation?: 'all' | 'sum' | 'min' | 'max';

  /** Groups that must have been passed; else this one is not run.
   * @example [] */
  @Optional()
  @CheckedBy('isNameList', (value) => argumentsProblem(value, MAX_GROUPS, MAX_NAME_BYTES))
  dependsOn?: string[];

  /** Whether the rest of the group is run after a test failed; default: continue. */
  @Optional()
  @IsIn(['continue', 'break'])
  onReject?: 'continue' | 'break';
}

/** Named files instead of the standard streams. */
export class NamedFilesDto {
  /** @example 'sum.in' */
  @Optional()
  @CheckedBy('isFilePath', pathProblem)
  input?: string;

  /** @example 'sum.out' */
  @Optional()
  @CheckedBy('isFilePath', pathProblem)
  output?: string;
}

/**
 * Whether groups nest no deeper than is sensible: a deep one would be walked by a function that calls itself.
 */
export function groupsProblem(value: unknown, depth = 0): string | null {
  const problem = objectsProblem(value, 0, MAX_GROUPS);
  if (problem !== null) return problem;
  if (depth >= MAX_DEPTH) return `may be at most ${MAX_DEPTH} groups deep`;
  for (const { groups } of value as { groups?: unknown }[]) {
    const inner = groups === undefined ? null : groupsProblem(groups, depth + 1);
    if (inner !== null) return inner;
  }
  return null;
}
