import { ValidationPipe } from '@nestjs/common';
import { invalidRequest } from '../problem/domain-error.js';
import { toFieldErrors } from './field-errors.js';

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
}
