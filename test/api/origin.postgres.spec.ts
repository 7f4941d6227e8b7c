import type { StressFailure, StressRequest, StressResult, Verdict } from '@app/contracts';
import { Submission } from '@app/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXECUTION } from '../support/execution.js';
import { startTestApi, type TestApi } from '../support/test-api.js';

const EVALUATE = {
  correct_code: 'right',
  correct_code_language: 'Python',
  test_code: 'wrong',
  test_code_language: 'Cpp',
  clex: 'N[1,9]',
};
const SHARE = { code: 'right', language: 'Python', clex: 'N[1,9]' };
const UUID_V4 = '9f3b1c1e-2f0a-4b7e-9d56-0c8f3f5e7a11';
const UNKNOWN = '0199b1c2-5f00-7abc-8def-0123456789ab';

const failure = (iteration: number, candidate = EXECUTION): StressFailure => ({
  iteration,
  strategy: 'mixed',
  kind: 'wrong_answer',
  candidateIndex: 0,
  input: `${iteration}`,
  inputBytes: 1,
  inputTruncated: false,
  expectedOutput: 'a',
  actualOutput: 'b',
  candidate: { ...candidate, verdict: candidate === EXECUTION ? 'wrong_answer' : candidate.verdict },
  reference: EXECUTION,
  shrunk: null,
});
const stress = (verdict: Verdict, result: Partial<StressResult> & { error?: string } = {}) => ({
  verdict,
  result: {
    compilations: { reference: null, candidate: null },
    seed: '1',
    iterations: 10,
    distinctInputs: 10,
    failures: [],
    timing: { runsPerSecond: 1, reference: { maxCpuTimeMs: 1 }, candidate: { maxCpuTimeMs: 1 } },
    ...result,
  },
});
const compilation = (succeeded: boolean) => ({
  succeeded,
  output: 'line 1: error',
  exitCode: succeeded ? 0 : 1,
  signal: null,
  limit: null,
  wallTimeMs: 1,
  cpuTimeMs: 1,
  memoryBytes: 4096,
  cached: false,
});

describe("the origin's endpoints", () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());
  beforeEach(() => {
    api.script = () => stress('no_difference');
  });
  const evaluate = (body: unknown) => api.post('/api/v1/evaluate/with_code_and_clex', body);
  const share = (body: unknown) => api.post('/api/v1/share', body);

  describe('evaluate/with_code_and_clex', () => {
    it('answers that the outputs matched', async () => {
      const response = await evaluate(EVALUATE);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        has_output_matched: true,
        input_diffs: [],
        clex: EVALUATE.clex,
      });
    });

    it('answers with every input on which they differ', async () => {
      api.script = () => stress('difference_found', { failures: [failure(2), failure(7)] });
      expect(await (await evaluate(EVALUATE)).json()).toEqual({
        has_output_matched: false,
        input_diffs: [
          { input: '2', expected_output: 'a', actual_output: 'b' },
          { input: '7', expected_output: 'a', actual_output: 'b' },
        ],
        clex: EVALUATE.clex,
      });
    });

    it('is an interactive stress submission of ten iterations inside', async () => {
      let seen: Submission | undefined;
      api.script = (row) => ((seen = row), stress('no_difference'));
      await evaluate(EVALUATE);
      expect(seen!.priority).toBe('interactive');
      expect(seen!.request as StressRequest).toEqual({
        kind: 'stress',
        reference: { language: 'python', source: 'right' },
        candidate: { language: 'cpp', source: 'wrong' },
        generator: { clex: 'N[1,9]' },
        iterations: 10,
        stopAfterFailures: 10,
        shrink: false,
      });
    });

    it.each(['Python', 'python', 'PYTHON', 'Cpp', 'cpp', 'CPP', 'C++', 'py'])(
      'knows the language as %s',
      async (name) => {
        expect((await evaluate({ ...EVALUATE, test_code_language: name })).status).toBe(200);
      },
    );

    it.each([
      [
        'reference does not compile',
        stress('compile_error', { compilations: { reference: compilation(false), candidate: null } }),
        'correct_code',
        'does not compile: line 1: error',
      ],
      [
        'candidate does not compile',
        stress('compile_error', {
          compilations: { reference: compilation(true), candidate: compilation(false) },
        }),
        'test_code',
        'does not compile: line 1: error',
      ],
      [
        'reference crashes',
        stress('reference_failed', {
          failures: [
            {
              ...failure(1),
              reference: { ...EXECUTION, verdict: 'runtime_error', exitCode: 3, stderr: 'boom' },
            },
          ],
        }),
        'correct_code',
        'runtime error (exit code 3): boom',
      ],
      [
        'reference crashes after a difference',
        stress('difference_found', {
          failures: [
            failure(1),
            { ...failure(2), reference: { ...EXECUTION, verdict: 'runtime_error', exitCode: 3, stderr: '' } },
          ],
        }),
        'correct_code',
        'runtime error (exit code 3)',
      ],
      [
        'candidate crashes',
        stress('difference_found', {
          failures: [
            failure(1, { ...EXECUTION, verdict: 'runtime_error', exitCode: null, signal: 'SIGSEGV' }),
          ],
        }),
        'test_code',
        'runtime error (SIGSEGV)',
      ],
      [
        'candidate takes too long',
        stress('difference_found', {
          failures: [
            failure(1),
            failure(2, { ...EXECUTION, verdict: 'time_limit_exceeded', exitCode: null }),
          ],
        }),
        'test_code',
        'time limit exceeded',
      ],
    ])('answers 422 that says which program and why: %s', async (_case, outcome, field, message) => {
      api.script = () => outcome;
      const response = await evaluate(EVALUATE);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({
        code: 'program_failed',
        detail: `${field}: ${message}`,
        errors: [{ field, message }],
      });
    });

    it('answers 400 with the place of a clex error, found when parsing or when drawing', async () => {
      const parsing = await evaluate({ ...EVALUATE, clex: 'N (?:' });
      expect(parsing.status).toBe(400);
      expect(await parsing.json()).toMatchObject({
        code: 'invalid_clex',
        clexCode: 'unclosed_group',
        span: { start: 2 },
      });
      api.script = () => stress('generator_failed', { error: 'whatever' });
      const drawing = await evaluate({ ...EVALUATE, clex: '(?:(N)){\\1}' });
      expect(drawing.status).toBe(400);
      expect(await drawing.json()).toMatchObject({
        code: 'invalid_clex',
        clexCode: 'group_without_value',
        errors: [{ field: 'clex' }],
      });
    });

    it('answers 503 when the fault is ours', async () => {
      api.script = () => stress('internal_error', { error: 'no sandbox' });
      expect((await evaluate(EVALUATE)).status).toBe(503);
    });

    it('cancels what nobody waits for any more', async () => {
      api.script = () => 'hold';
      const leave = new AbortController();
      const rows = api.database.dataSource.getRepository(Submission);
      const cancelled = new Promise<string>((resolve) => api.queue.bus.onCancel(resolve));
      const started = new Promise<void>((resolve) => {
        api.script = () => (resolve(), 'hold');
      });
      const request = fetch(`${api.url}/api/v1/evaluate/with_code_and_clex`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(EVALUATE),
        signal: leave.signal,
      });
      await started;
      leave.abort();
      await expect(request).rejects.toThrow('abort');
      expect((await rows.findOneByOrFail({ id: await cancelled })).status).toBe('cancelled');
    });
  });

  describe('share', () => {
    it('gives an id by which the share is read again', async () => {
      const response = await share(SHARE);
      expect(response.status).toBe(200);
      const { share_id: id } = (await response.json()) as { share_id: string };
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const read = await api.get(`/api/v1/share/${id}`);
      expect(read.status).toBe(200);
      expect(await read.json()).toEqual(SHARE);
      expect((await api.get(`/api/v1/share/${id.toUpperCase()}`)).status).toBe(200);
    });

    it('keeps NUL characters of the code', async () => {
      const { share_id: id } = (await (await share({ ...SHARE, code: 'a\0b' })).json()) as {
        share_id: string;
      };
      expect(await (await api.get(`/api/v1/share/${id}`)).json()).toMatchObject({ code: 'a\0b' });
    });

    it.each([
      ['nonsense', 400],
      [UUID_V4, 400],
      ['0199b1c2-5f00-7abc-8def-0123456789a', 400],
      [UNKNOWN, 404],
    ])('answers for the id %s with %i', async (id, status) => {
      const response = await api.get(`/api/v1/share/${id}`);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    });

    it('is not made of a clex text that could never be used', async () => {
      const response = await share({ ...SHARE, clex: 'N[' });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'invalid_clex', errors: [{ field: 'clex' }] });
    });
  });

  describe('evaluate/with_shared_id', () => {
    const evaluateShared = (body: unknown) => api.post('/api/v1/evaluate/with_shared_id', body);
    const test = { test_code: 'wrong', test_code_language: 'cpp' };

    it('tests against the shared program', async () => {
      const { share_id } = (await (await share(SHARE)).json()) as { share_id: string };
      let seen: Submission | undefined;
      api.script = (row) => ((seen = row), stress('difference_found', { failures: [failure(1)] }));
      const response = await evaluateShared({ ...test, share_id });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ has_output_matched: false, clex: SHARE.clex });
      expect(seen!.request).toMatchObject({ reference: { language: 'python', source: 'right' } });
    });

    it('answers 404 for an unknown share and 400 for what is no id of one', async () => {
      expect((await evaluateShared({ ...test, share_id: UNKNOWN })).status).toBe(404);
      expect((await evaluateShared({ ...test, share_id: UUID_V4 })).status).toBe(400);
    });
  });
});
