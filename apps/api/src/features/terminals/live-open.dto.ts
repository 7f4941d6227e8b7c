import { LIVE_RUN_LIMITS, type LiveRunRequest } from '@app/contracts';
import { OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { Optional } from '../../platform/validation/optional.decorator.js';
import { LimitsDto } from '../submissions/create/dto/limits.dto.js';
import { isArguments, ProgramDto } from '../submissions/create/dto/program.dto.js';

const { wallTimeLimitMs } = LIVE_RUN_LIMITS;

/** A program that a person talks to may take longer. */
class LiveLimitsDto extends OmitType(LimitsDto, ['wallTimeLimitMs']) {
  @Optional()
  @IsInt()
  @Min(wallTimeLimitMs.minimum)
  @Max(wallTimeLimitMs.maximum)
  wallTimeLimitMs?: number;
}

/** What `live:open` brings. */
export class LiveOpenDto implements LiveRunRequest {
  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  program: ProgramDto;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LiveLimitsDto)
  limits?: LiveLimitsDto;

  @Optional()
  @isArguments('isArguments')
  args?: string[];

  @Optional()
  @IsBoolean()
  combinedOutput?: boolean;
}
