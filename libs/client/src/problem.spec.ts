import { expect, it } from 'vitest';
import { ApiError, problemOf, readProblem } from './problem.js';

it('reads a problem document with its fields', () => {
  const problem = readProblem(400, {
    title: 'The request is not valid',
    status: 400,
    code: 'invalid_request',
    detail: 'seed: no number',
    errors: [{ field: 'seed', message: 'no number' }, 'junk', { field: 'x' }],
  });
  expect(problem.errors).toEqual([{ field: 'seed', message: 'no number' }]);
  expect(problem.clex).toBeNull();
});

it('reads where a clex text is wrong', () => {
  const problem = readProblem(400, {
    title: 'The clex text is not valid',
    code: 'invalid_clex',
    detail: 'The range is not closed.',
    clexCode: 'missing_square_bracket',
    span: { start: 3, end: 5 },
    hint: 'Write a bracket.',
  });
  expect(problem.clex).toEqual({
    code: 'missing_square_bracket',
    message: 'The range is not closed.',
    hint: 'Write a bracket.',
    span: { start: 3, end: 5 },
  });
});

it.each([null, '<html>', 7, []])('makes a problem of an error body that is none: %s', (body) => {
  expect(readProblem(502, body)).toMatchObject({
    title: 'HTTP 502',
    status: 502,
    code: 'http_502',
    errors: [],
  });
});

it('tells an error of the API from no answer at all', () => {
  const problem = readProblem(404, { title: 'There is no such submission', code: 'submission_not_found' });
  expect(problemOf(new ApiError(problem))).toBe(problem);
  expect(problemOf(new TypeError('fetch failed'))).toMatchObject({ status: 0, code: 'unreachable' });
  const late = new DOMException('signal timed out', 'TimeoutError');
  expect(problemOf(late)).toMatchObject({ status: 0, code: 'timeout' });
});
