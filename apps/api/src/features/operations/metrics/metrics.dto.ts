import {
  SUBMISSION_KINDS,
  SUBMISSION_STATUSES,
  VERDICTS,
  type SubmissionKind,
  type SubmissionStatus,
  type Verdict,
} from '@app/contracts';
import { IsIn, IsInt, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { Optional } from '../../../platform/validation/optional.decorator.js';
import { ToNumber } from '../../../platform/validation/to-number.decorator.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export class MetricsQueryDto {
  /** How much of the past, in milliseconds; default one hour. */
  @Optional()
  @ToNumber()
  @Max(31 * DAY_MS)
  @Min(MINUTE_MS)
  @IsInt()
  windowMs: number = 60 * MINUTE_MS;

  /** Length of one step, in milliseconds; default one minute. An answer has at most 1000 steps. */
  @Optional()
  @ToNumber()
  @Max(DAY_MS)
  @Min(1_000)
  @IsInt()
  stepMs: number = MINUTE_MS;
}

export class AllSubmissionsQueryDto {
  /** How many at most; default 50. */
  @Optional()
  @ToNumber()
  @Max(100)
  @Min(1)
  @IsInt()
  limit: number = 50;

  /** `nextCursor` of the page before. */
  @Optional()
  @IsUUID()
  cursor?: string;

  @Optional()
  @IsIn(SUBMISSION_KINDS)
  kind?: SubmissionKind;

  @Optional()
  @IsIn(VERDICTS)
  verdict?: Verdict;

  @Optional()
  @IsIn(SUBMISSION_STATUSES)
  status?: SubmissionStatus;

  /** Id of a language that one of its programs has. */
  @Optional()
  @MaxLength(64)
  @IsString()
  language?: string;

  /** Name of a user, or id of an owner. */
  @Optional()
  @MaxLength(128)
  @IsString()
  owner?: string;
}
