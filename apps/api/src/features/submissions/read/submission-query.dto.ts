import {
  SUBMISSION_KINDS,
  SUBMISSION_STATUSES,
  VERDICTS,
  type SubmissionKind,
  type SubmissionStatus,
  type Verdict,
} from '@app/contracts';
import { IsIn, IsInt, IsISO8601, IsString, Max, MaxLength, Min } from 'class-validator';
import { Optional } from '../../../platform/validation/optional.decorator.js';
import { CheckedBy } from '../../../platform/validation/checked-by.decorator.js';
import { nameProblem } from '../../../platform/validation/texts.js';
import { VIEW_FIELDS } from './submission-view.js';
import { ToNumber } from '../../../platform/validation/to-number.decorator.js';
const MAX_PAGE_SIZE = 100;

export class ReadSubmissionQueryDto {
  /** Names of the members that are wanted, separated by commas; default: all. */
  @Optional()
  @CheckedBy('isFieldList', fieldsProblem)
  fields?: string;
}

/** What keeps a text from being names of members of a submission; null when it is. */
function fieldsProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'has to be a string';
  const unknown = value.split(',').find((name) => !(VIEW_FIELDS as readonly string[]).includes(name));
  return unknown === undefined ? null : `may name ${VIEW_FIELDS.join(', ')}`;
}

export class ListSubmissionsQueryDto {
  /** How many at most; default 20. */
  @Optional()
  @ToNumber()
  @Max(MAX_PAGE_SIZE)
  @Min(1)
  @IsInt()
  limit?: number;

  /** `nextCursor` of the page before. */
  @Optional()
  @MaxLength(128)
  @IsString()
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

  /** Id or alias of a language that one of its programs has. */
  @Optional()
  @MaxLength(64)
  @IsString()
  language?: string;

  /** Submitted at this time or later. */
  @Optional()
  @IsISO8601({ strict: true })
  since?: string;

  /** Submitted at this time or before. */
  @Optional()
  @IsISO8601({ strict: true })
  until?: string;

  /** In its name or in what was submitted, in letters of either case. */
  @Optional()
  @CheckedBy('isSearchText', (value) => nameProblem(value, 256))
  text?: string;
}
