import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import { invalidField, invalidRequest } from '../problem/domain-error.js';
import { hasMoreObjectsThan } from './count-objects.js';
import { toFieldErrors } from './field-errors.js';

/**
 * Objects of a body besides its tests, and of one test: the longest lists of files and groups fit in many
 * times.
 */
const MAX_OBJECTS = 1_000;

/** Nest's pipe as this API uses it: nothing unknown passes, and every problem names its field. */
export class RequestPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      // The tree's values tell lists from objects.
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => invalidRequest(toFieldErrors(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // Validation visits every object, even of a list that is too long, before it says so.
    if (metadata.type === 'body' && this.toValidate(metadata)) refuseManyObjects(value, '');
    return (await super.transform(value, metadata)) as unknown;
  }
}

/** @param field where it is in the body @throws DomainError('invalid_request') */
export function refuseManyObjects(value: unknown, field: string): void {
  if (!hasMoreObjectsThan(MAX_OBJECTS, value)) return;
  throw invalidField(field, `holds more than ${MAX_OBJECTS} objects${field === '' ? ' besides tests' : ''}`);
}
