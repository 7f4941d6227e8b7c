import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ACCOUNT_BODIES } from './account-examples.js';

/** Hidden in our own pages; needed with a plain form where the browser does not say where it is from. */
const CSRF_FIELD = 'csrf_token';

interface PageDocs {
  summary: string;
  description: string;
  /** What a program gets that accepts JSON. */
  json?: object;
}

/** Documents an address that has a page for browsers and, where `json` is given, JSON for programs. */
export function ApiPage({ summary, description, json }: PageDocs): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary, description }),
    ApiResponse({
      status: 200,
      description: json ? 'The page, or with `accept: application/json` the JSON.' : 'The page.',
      content: {
        'text/html': { schema: { type: 'string' }, example: '<!doctype html>...' },
        ...(json && { 'application/json': { schema: { type: 'object' }, example: json } }),
      },
    }),
  );
}

interface FormDocs {
  summary: string;
  description: string;
  body: keyof typeof ACCOUNT_BODIES;
  /** Answer to JSON. */
  json: object;
  /** Where a form leads. */
  location: string;
}

/** Documents an address that takes a plain form of a page, or the same fields as JSON. */
export function ApiForm({ summary, description, body, json, location }: FormDocs): MethodDecorator {
  const example = ACCOUNT_BODIES[body];
  const fields = Object.keys(example.value);
  const text = { type: 'string' } as const;
  return applyDecorators(
    ApiOperation({ summary, description }),
    ApiConsumes('application/json', 'application/x-www-form-urlencoded'),
    ApiBody({
      required: fields.length > 0,
      schema: {
        type: 'object',
        required: fields.filter((name) => !name.endsWith('_check')),
        properties: Object.fromEntries([...fields, CSRF_FIELD].map((name) => [name, text])),
      },
      examples: { [body]: example },
    }),
    ApiResponse({
      status: 200,
      description: 'Done; the answer to JSON.',
      content: { 'application/json': { schema: { type: 'object' }, example: json } },
    }),
    ApiResponse({
      status: 303,
      description: 'Done; the answer to a form.',
      headers: { Location: { schema: { type: 'string', example: location } } },
    }),
  );
}
