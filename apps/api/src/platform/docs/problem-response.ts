import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE } from '../problem/problem-document.js';
import { PROBLEMS, type ProblemCode } from '../problem/problems.js';

interface DocumentedProblem {
  code: ProblemCode;
  detail: string;
  field?: string;
}

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } },
    },
    requestId: { type: 'string' },
  },
} as const;

/** Documents the problems that an operation may answer with, those of one status together. */
export function ApiProblems(...problems: DocumentedProblem[]): MethodDecorator {
  const statuses = [...new Set(problems.map(({ code }) => PROBLEMS[code][0] as number))];
  return applyDecorators(
    ...statuses.map((status) => {
      const ofStatus = problems.filter(({ code }) => PROBLEMS[code][0] === status);
      const examples = Object.fromEntries(
        ofStatus.map(({ code, detail, field }) => {
          const value = problemExample(status, code, PROBLEMS[code][1], detail, field);
          return [code, { summary: PROBLEMS[code][1], value }];
        }),
      );
      return ApiResponse({
        status,
        description: ofStatus.map(({ code }) => PROBLEMS[code][1]).join('; '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: PROBLEM_SCHEMA as never, examples } },
      });
    }),
  );
}

/** The document of a problem, as the documentation shows it. */
function problemExample(status: number, code: string, title: string, detail: string, field?: string) {
  const errors = field === undefined ? {} : { errors: [{ field, message: detail }] };
  return { type: 'about:blank', title, status, code, detail, ...errors };
}
