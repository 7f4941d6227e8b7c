import type { RunRequest } from '@app/contracts';
import { Type } from 'class-transformer';
import { Equals, IsObject, IsString, ValidateNested } from 'class-validator';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import { LimitsDto } from '../dto/limits.dto.js';
import { ProgramDto } from '../dto/program.dto.js';
import { SubmissionOptionsDto } from '../dto/submission-options.dto.js';

/** Runs a program once. */
export class RunSubmissionDto extends SubmissionOptionsDto implements RunRequest {
  @Equals('run')
  kind: 'run';

  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  program: ProgramDto;

  /** @example '1 2' */
  @Optional()
  @IsString()
  stdin?: string;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
}
