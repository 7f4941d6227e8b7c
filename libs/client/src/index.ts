export { Client, type ClientOptions } from './client.js';
export { Http, newKey, pause, type Ask, type HttpOptions } from './http.js';
export { ApiError, problemOf, readProblem, type ClexProblem, type Problem } from './problem.js';
export type { Connection, FollowHandlers } from './follow.js';
export type { LiveNews } from './live-news.js';
export {
  isFinal,
  type CreateOptions,
  type NewSubmission,
  type Paged,
  type SubmissionFilter,
  type SubmissionRow,
} from './submissions.js';
export type { AddedTest, FailureAsTest, NewSuite, PackageOptions, SuiteOfFailures } from './suites.js';
export type { DrawInputs } from './service.js';
export type { NewToken } from './accounts.js';
export { openSocket } from './socket.js';
export type { LiveRun, LiveRunHandlers, LiveRuns } from './live-runs.js';
