import type { ServerResponse } from 'node:http';
import { requestIdOf } from '../request-id.js';
import type { DomainError } from '../../problem/domain-error.js';
import { PROBLEM_MEDIA_TYPE, problemDocument } from '../../problem/problem-document.js';

/** Answers with the document of a problem, and the headers that go with it. */
export function sendProblem(response: ServerResponse, problem: DomainError): void {
  for (const [name, value] of Object.entries(problem.details.headers ?? {})) response.setHeader(name, value);
  response.statusCode = problem.status;
  response.setHeader('content-type', PROBLEM_MEDIA_TYPE);
  response.end(JSON.stringify(problemDocument(problem, requestIdOf(response))));
}
