import type { InteractRequest } from '@app/contracts';
import { Type } from 'class-transformer';
import { Equals, IsIn, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import { type CheckerDto, IsChecker } from '../dto/checker.dto.js';
import { ProgramDto } from '../dto/program.dto.js';
import { TestedSubmissionDto } from '../dto/tested-submission.dto.js';

const MAX_PASSES = 10;

/** Lets a program talk to an interactor, test after test. The input of a test is for the interactor alone. */
export class InteractSubmissionDto extends TestedSubmissionDto implements InteractRequest {
  @Equals('interact')
  kind: 'interact';

  /** There unless a suite has it. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  interactor?: ProgramDto;

  /** How the interactor is called and what its exit codes mean; `testlib` when absent. */
  @Optional()
  @IsIn(['testlib', 'kattis'])
  protocol?: 'testlib' | 'kattis';

  /** How often the program may be started on one test, where the interactor asks for that; default 2. */
  @Optional()
  @Max(MAX_PASSES)
  @Min(1)
  @IsInt()
  passes?: number;

  /** Looks at what a testlib interactor that is content wrote into its output file. */
  @IsChecker()
  checker?: CheckerDto;
}
