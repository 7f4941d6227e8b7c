import { applyDecorators } from '@nestjs/common';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { clexTextProblem } from '../../../clex/clex-text.js';
import { ProgramDto } from './program.dto.js';

/** What keeps an object from saying in one way where inputs come from; null when nothing does. */
export function generatorProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'has to be an object';
  const { clex, program } = value as { clex?: unknown; program?: unknown };
  return clex !== undefined && program !== undefined ? 'may have clex or program, not both' : null;
}

export class ClexGeneratorDto {
  /** @example '(N[1,10]) (?:N[-100,100]){\1}' */
  @CheckedBy('isClexText', (value) =>
    value === undefined ? 'has to be there, or program instead of it' : clexTextProblem(value),
  )
  clex: string;
}

export class ProgramGeneratorDto {
  /** Gets seed and index as arguments and writes one input. */
  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  program: ProgramDto;
}

export type GeneratorDto = ClexGeneratorDto | ProgramGeneratorDto;
export const GENERATOR_DTOS = [ClexGeneratorDto, ProgramGeneratorDto];

/** A property that holds one of the generators, told apart by the member they have. */
export function IsGenerator(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      description: 'Where inputs come from: a clex text, or a program.',
      oneOf: GENERATOR_DTOS.map((dto) => ({ $ref: getSchemaPath(dto) })),
      example: { clex: 'N[1,9] N[1,9]' },
    }),
    CheckedBy('isGenerator', generatorProblem),
    IsObject(),
    ValidateNested(),
    Type((options) => {
      const { generator } = options?.object as { generator?: unknown };
      const isObject = typeof generator === 'object' && generator !== null;
      return isObject && 'program' in generator ? ProgramGeneratorDto : ClexGeneratorDto;
    }),
  );
}
