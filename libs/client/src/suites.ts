import type {
  Checker,
  JudgeGroup,
  JudgeTest,
  Limits,
  Program,
  SuitePublic,
  SuiteSummary,
  SuiteView,
  VerificationReport,
} from '@app/contracts';
import type { Http } from './http.js';

const PATH = '/api/v1/suites';
const path = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
/** Packages of hundreds of megabytes take their time. */
const PACKAGE_MS = 15 * 60_000;
/** An answer that was held back comes within this of the time that was asked for. */
const GRACE_MS = 15_000;
const DEFAULT_VERIFY_SECONDS = 60;

/** A suite as JSON. */
export interface NewSuite {
  name: string;
  tests: JudgeTest[];
  groups?: JudgeGroup[];
  checker?: Checker;
  /** Talks to each program; jobs by this suite are then of the kind interact. */
  interactor?: Program;
  limits?: Partial<Limits>;
  /** Named files instead of the standard streams. */
  io?: { input?: string; output?: string };
  public?: SuitePublic;
}

/** What stands beside a package. */
export interface PackageOptions {
  /** In place of the package's own. */
  name?: string;
  public?: SuitePublic;
  /** Which one, where a package holds several problems. */
  problem?: string;
  scoring?: 'kattis' | 'domjudge';
  /** Plain zips: two numbers in a name are group and case. */
  numberedGroups?: boolean;
  /** Whether every input is shown to the package's validators. */
  validate?: boolean;
  cpuTimeLimitMs?: number;
  memoryLimitBytes?: number;
}

/** A failure of a stress submission that becomes a test: the shrunk input where there is one. */
export interface FailureAsTest {
  fromSubmission: string;
  /** From 0, which is the default. */
  failure?: number;
  name?: string;
}

/** A suite whose tests are the failures of a stress submission, with the checker and the limits of that. */
export interface SuiteOfFailures {
  name: string;
  fromSubmission: string;
  /** From 0; absent: all of them. */
  failure?: number;
  public?: SuitePublic;
}

/** What a test that was added came to. */
export type AddedTest = SuiteSummary & { test: string };

/** Suites of tests: made, read, changed, verified. */
export class Suites {
  constructor(private readonly http: Http) {}

  /** The caller's own and the public ones, newest first. @throws ApiError */
  async list(signal?: AbortSignal): Promise<SuiteSummary[]> {
    return (await this.http.json<{ items: SuiteSummary[] }>(PATH, { signal })).items;
  }

  /** A suite with what the caller may see of it. @throws ApiError */
  get(id: string, signal?: AbortSignal): Promise<SuiteView> {
    return this.http.json(path(id), { signal });
  }

  /** Makes a suite. @throws ApiError */
  create(suite: NewSuite | SuiteOfFailures, signal?: AbortSignal): Promise<SuiteView> {
    return this.http.json(PATH, { method: 'POST', body: suite, signal });
  }

  /** Makes a new version of a suite. @throws ApiError */
  change(id: string, suite: NewSuite, signal?: AbortSignal): Promise<SuiteView> {
    return this.http.json(path(id), { method: 'PUT', body: suite, signal, repeatable: false });
  }

  /**
   * Makes a suite of a problem package.
   * @param zip of a page's file input, or in Node.js of `openAsBlob(path)`, which is read as it is sent
   * @throws ApiError that says what is wrong with the package
   */
  upload(zip: Blob, options: PackageOptions = {}, signal?: AbortSignal): Promise<SuiteView> {
    return this.http.json(PATH, { method: 'POST', ...uploadOf(zip, options, signal) });
  }

  /** Makes a new version of a suite, of a problem package. @throws as `upload` */
  uploadVersion(
    id: string,
    zip: Blob,
    options: PackageOptions = {},
    signal?: AbortSignal,
  ): Promise<SuiteView> {
    return this.http.json(path(id), { method: 'PUT', ...uploadOf(zip, options, signal) });
  }

  /** The exact bytes of a test. @throws ApiError */
  test(
    id: string,
    name: string,
    part: 'input' | 'answer' = 'input',
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    const segments = name.split('/').map(encodeURIComponent).join('/');
    return this.http.bytes(`${path(id)}/tests/${segments}`, { query: { part }, signal });
  }

  /** One test more: a new version of the suite. @throws ApiError */
  addTest(id: string, test: JudgeTest | FailureAsTest): Promise<AddedTest> {
    return this.http.json(`${path(id)}/tests`, { method: 'POST', body: test });
  }

  /** Judges the solutions of the jury and waits for them, at most so long. @throws ApiError */
  verify(
    id: string,
    waitSeconds = DEFAULT_VERIFY_SECONDS,
    signal?: AbortSignal,
  ): Promise<VerificationReport> {
    return this.http.json(`${path(id)}/verify`, {
      method: 'POST',
      query: { wait: waitSeconds },
      timeoutMs: waitSeconds * 1_000 + GRACE_MS,
      signal,
    });
  }

  /** How far the last verification has come. @throws ApiError */
  verification(id: string, signal?: AbortSignal): Promise<VerificationReport> {
    return this.http.json(`${path(id)}/verify`, { signal });
  }

  /** Changes who sees it; its version stays. @throws ApiError */
  setPublic(id: string, seenBy: SuitePublic): Promise<SuiteView> {
    return this.http.json(path(id), { method: 'PATCH', body: { public: seenBy }, repeatable: true });
  }

  /** Removes it with all versions; jobs that still wait for it fail. @throws ApiError */
  remove(id: string): Promise<void> {
    return this.http.json(path(id), { method: 'DELETE' });
  }
}

function uploadOf(zip: Blob, options: PackageOptions, signal: AbortSignal | undefined) {
  const form = new FormData();
  for (const [name, value] of Object.entries(options))
    if (value !== undefined) form.append(name, String(value));
  form.append('package', zip, 'package.zip');
  return { body: form, timeoutMs: PACKAGE_MS, signal, repeatable: false };
}
