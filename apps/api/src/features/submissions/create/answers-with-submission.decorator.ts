import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { ACCEPTED, FINISHED } from '../read/examples.js';

/** The two answers, in the documentation, of an operation that makes a submission. */
export const AnswersWithSubmission = (): MethodDecorator =>
  applyDecorators(
    ApiResponse({
      status: 202,
      description: 'Accepted.',
      content: { 'application/json': { example: ACCEPTED } },
    }),
    ApiResponse({
      status: 201,
      description: 'Final within the time of `wait`.',
      content: { 'application/json': { example: FINISHED } },
    }),
  );
