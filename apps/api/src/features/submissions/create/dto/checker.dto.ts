import type { CheckerType } from '@app/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { Equals, IsBoolean, IsIn, IsNumber, IsObject, Min, ValidateNested } from 'class-validator';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import { ProgramDto } from './program.dto.js';

const PLAIN_TYPES = ['exact', 'lines', 'unordered_lines'] as const;
const TYPES: readonly CheckerType[] = [...PLAIN_TYPES, 'tokens', 'floats', 'program'];

export class PlainCheckerDto {
  /** `exact`: byte by byte; `lines`: but for white space at line ends and empty lines at the end; `unordered_lines`:
   * lines in any order. */
  @ApiProperty({ enum: PLAIN_TYPES })
  @IsIn(TYPES)
  type: (typeof PLAIN_TYPES)[number];
}

export class TokensCheckerDto {
  @Equals('tokens')
  type: 'tokens';

  /** Whether letters have to be of the same case; default true. */
  @Optional()
  @IsBoolean()
  caseSensitive?: boolean;
}

export class FloatsCheckerDto {
  @Equals('floats')
  type: 'floats';

  /** Largest absolute error of a number.
   * @example 1e-6 */
  @Optional()
  @Min(0)
  @IsNumber()
  absolute?: number;

  /** Largest relative error of a number.
   * @example 1e-6 */
  @Optional()
  @Min(0)
  @IsNumber()
  relative?: number;
}

export class ProgramCheckerDto {
  @Equals('program')
  type: 'program';

  /** Called as `checker INPUT OUTPUT ANSWER` and speaking testlib's exit codes; with the protocol `kattis` as
   * `validator INPUT ANSWER FEEDBACK_DIR < OUTPUT` with 42 and 43. */
  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  program: ProgramDto;

  /** Default: testlib. */
  @Optional()
  @IsIn(['testlib', 'kattis'])
  protocol?: 'testlib' | 'kattis';
}

export type CheckerDto = PlainCheckerDto | TokensCheckerDto | FloatsCheckerDto | ProgramCheckerDto;
/** The class of each checker; a new one has to be named here. */
export const CHECKERS: { readonly [T in CheckerType]: new () => CheckerDto } = {
  exact: PlainCheckerDto,
  lines: PlainCheckerDto,
  unordered_lines: PlainCheckerDto,
  tokens: TokensCheckerDto,
  floats: FloatsCheckerDto,
  program: ProgramCheckerDto,
};
export const CHECKER_DTOS = [...new Set(Object.values(CHECKERS))];

/** What is no checker is refused by the plain one's. */
function classFor(type: unknown): new () => CheckerDto {
  return Object.hasOwn(CHECKERS, String(type)) ? CHECKERS[type as CheckerType] : PlainCheckerDto;
}

/** A property that holds one of the checkers, told apart by `type`. */
export function IsChecker(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      required: false,
      description: 'How an output is compared with the expected one; default: lines.',
      oneOf: CHECKER_DTOS.map((dto) => ({ $ref: getSchemaPath(dto) })),
      example: { type: 'tokens' },
    }),
    Optional(),
    IsObject(),
    ValidateNested(),
    Type((options) => classFor((options?.object as { checker?: { type?: unknown } | null }).checker?.type)),
  );
}
