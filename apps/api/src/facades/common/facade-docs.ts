import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse } from '@nestjs/swagger';

interface DocumentedFacade {
  summary: string;
  description: string;
  /** An example of the body, which is JSON. */
  body?: object;
  /** Default: 200. */
  status?: number;
  /** What such an answer means. */
  means?: string;
  /** An example of the answer; absent: it has no body. */
  answer?: object | string;
}

/**
 * Documents an operation of a facade: its bodies are another service's, so examples say what they look like.
 */
export function FacadeDocs({
  summary,
  description,
  body,
  status = 200,
  means = summary,
  answer,
}: DocumentedFacade): MethodDecorator {
  const type = typeof answer === 'string' ? 'text/plain' : 'application/json';
  return applyDecorators(
    ApiOperation({ summary, description }),
    ApiResponse({
      status,
      description: means,
      ...(answer !== undefined && { content: { [type]: { example: answer } } }),
    }),
    ...(body
      ? [
          ApiBody({
            schema: { type: 'object' },
            examples: { body: { summary, value: body } },
          }),
        ]
      : []),
  );
}
