import type { FieldError, ProblemDocument } from '@app/contracts';

/** An error as the service describes it, with what a clex error adds. */
export interface Problem extends Pick<ProblemDocument, 'title' | 'status' | 'code' | 'detail'> {
  errors: FieldError[];
  clex: ClexProblem | null;
  /** By which the service can find what it wrote about the request; empty: not known. */
  requestId: string;
  /** When another try may succeed, as the service says; null: it says nothing. */
  retryAfterMs: number | null;
}

/** What is wrong with a clex text; the span holds UTF-16 offsets, `[start, end)`. */
export interface ClexProblem {
  code: string;
  message: string;
  hint: string;
  span: { start: number; end: number } | null;
}

/** An answer of the API that is an error. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads an error body. A body that is no problem document (a proxy's page) still becomes one. */
export function readProblem(status: number, body: unknown): Problem {
  const json = isObject(body) ? body : {};
  const problem: Problem = {
    title: text(json['title']) || `HTTP ${status}`,
    status,
    code: text(json['code']) || `http_${status}`,
    detail: text(json['detail']),
    errors: readFieldErrors(json['errors']),
    clex: null,
    requestId: text(json['requestId']),
    retryAfterMs: null,
  };
  if (problem.code === 'invalid_clex') problem.clex = readClex(json, problem);
  return problem;
}

/**
 * A failure below HTTP (no connection, no answer in time) as a problem, so that there is one kind of error.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return {
    title: isLate ? 'The service takes too long to answer' : 'The service does not answer',
    status: 0,
    code: isLate ? 'timeout' : 'unreachable',
    detail: 'Check that cpast is running and that you are connected, then try again.',
    errors: [],
    clex: null,
    requestId: '',
    retryAfterMs: null,
  };
}

function readFieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isObject)
    .map((entry) => ({ field: text(entry['field']), message: text(entry['message']) }))
    .filter((entry) => entry.message !== '');
}

function readClex(json: Json, problem: Problem): ClexProblem {
  const { start, end } = isObject(json['span']) ? json['span'] : {};
  return {
    code: text(json['clexCode']),
    message: problem.detail || problem.title,
    hint: text(json['hint']),
    span: typeof start === 'number' && typeof end === 'number' ? { start, end } : null,
  };
}
