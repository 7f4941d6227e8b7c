import { applyDecorators } from '@nestjs/common';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, IsString, ValidateNested } from 'class-validator';
import { REQUEST_LIMITS } from '@app/contracts';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { clexTextProblem } from '../../../clex/clex-text.js';
import { ProgramDto } from './program.dto.js';

/** What keeps an object from saying in one way where inputs come from; null when nothing does. */
export function generatorProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'has to be an object';
  const { clex, program, inputs } = value as { clex?: unknown; program?: unknown; inputs?: unknown };
  const given = [clex, program, inputs].filter((each) => each !== undefined);
  return given.length > 1 ? 'may have one of clex, program and inputs' : null;
}

export class ClexGeneratorDto {
  /** @example '(N[1,10]) (?:N[-100,100]){\1}' */
  @CheckedBy('isClexText', (value) =>
    value === undefined ? 'has to be there, or program or inputs instead of it' : clexTextProblem(value),
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

export class InputsGeneratorDto {
  /** The inputs themselves.
   * @example ['3\n1 2 3\n'] */
  @IsString({ each: true })
  @ArrayMaxSize(REQUEST_LIMITS.maxPastedInputs)
  @ArrayMinSize(1)
  @IsArray()
  inputs: string[];
}

export type GeneratorDto = ClexGeneratorDto | ProgramGeneratorDto | InputsGeneratorDto;
export const GENERATOR_DTOS = [ClexGeneratorDto, ProgramGeneratorDto, InputsGeneratorDto];

/** A property that holds one of the generators, told apart by the member they have. */
export function IsGenerator(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      description: 'Where inputs come from: a clex text, a program, or the inputs themselves.',
      oneOf: GENERATOR_DTOS.map((dto) => ({ $ref: getSchemaPath(dto) })),
      example: { clex: 'N[1,9] N[1,9]' },
    }),
    CheckedBy('isGenerator', generatorProblem),
    IsObject(),
    ValidateNested(),
    Type((options) => {
      const { generator } = options?.object as { generator?: unknown };
      if (typeof generator !== 'object' || generator === null) return ClexGeneratorDto;
      if ('program' in generator) return ProgramGeneratorDto;
      return 'inputs' in generator ? InputsGeneratorDto : ClexGeneratorDto;
    }),
  );
}
