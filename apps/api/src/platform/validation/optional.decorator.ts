import { ValidateIf } from 'class-validator';

/** The property may be absent. Unlike `@IsOptional()` this does not let `null` through. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}
