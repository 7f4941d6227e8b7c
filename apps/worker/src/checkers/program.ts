import { withDefaultLimits, type Limits } from '@app/contracts';
import type { PreparedProgram, RunItem, RunOptions, RunOutcome, Sandbox } from '../runner/runner.js';
import type { CheckedPass, OutputChecker, ProgramRules } from './output-checker.js';
import type { CheckCase, Judgement } from './judgement.js';
import { PROTOCOLS, type Protocol } from './protocols.js';

const MiB = 1024 * 1024;
/** Checkers and generators are no contestants: they get these limits, whatever the request says. */
export const HELPER_LIMITS = Object.freeze(
  withDefaultLimits(
    {
      cpuTimeLimitMs: 10_000,
      wallTimeLimitMs: 20_000,
      memoryLimitBytes: 512 * MiB,
      outputLimitBytes: 8 * MiB,
    },
    true,
  ),
);

const MAX_MESSAGE_BYTES = 1_024;
const KEPT_BYTES = 4 * MAX_MESSAGE_BYTES;
/** What a checker says may be followed by its crash report, which helps its author to find the fault. */
const KEPT_STDERR_BYTES = 64 * 1024;
/** What a checker may leave in files: scores and messages. */
const MAX_FILES_BYTES = 256 * 1024;
/** The same where one of them is the input of another pass. */
const MAX_PASS_BYTES = 64 * MiB;
const NEXT_PASS = 'feedback/nextpass.in';
/** No package may ask for more than this. */
const MOST = { cpuTimeMs: 60_000, memoryBytes: 2048 * MiB };

/** A checker that is a program, by the protocol that it speaks. */
export class CheckerProgram implements OutputChecker {
  private readonly protocol: Protocol;
  private readonly limits: Limits;

  constructor(
    private readonly program: PreparedProgram,
    private readonly rules: ProgramRules,
  ) {
    this.protocol = PROTOCOLS[rules.protocol];
    const cpuTimeLimitMs = Math.min(
      Math.max(rules.cpuTimeLimitMs ?? 0, HELPER_LIMITS.cpuTimeLimitMs),
      MOST.cpuTimeMs,
    );
    this.limits = {
      ...HELPER_LIMITS,
      cpuTimeLimitMs,
      wallTimeLimitMs: 2 * cpuTimeLimitMs,
      memoryLimitBytes: Math.min(
        Math.max(rules.memoryLimitBytes ?? 0, HELPER_LIMITS.memoryLimitBytes),
        MOST.memoryBytes,
      ),
    };
  }

  async check(sandbox: Sandbox, cases: readonly CheckCase[]): Promise<Judgement[]> {
    const { collect } = this.protocol;
    const files = collect && { patterns: collect, maxBytes: MAX_FILES_BYTES };
    const outcomes = await this.run(sandbox, cases, this.limits, files);
    return outcomes.map((outcome) => this.protocol.judge(outcome, this.rules));
  }

  async checkPass(sandbox: Sandbox, one: CheckCase): Promise<CheckedPass> {
    const fileSizeLimitBytes = Math.max(this.limits.fileSizeLimitBytes, MAX_PASS_BYTES);
    const [outcome] = await this.run(
      sandbox,
      [one],
      { ...this.limits, fileSizeLimitBytes },
      { patterns: ['feedback/**'], maxBytes: MAX_PASS_BYTES },
    );
    if (!outcome) throw new Error('the sandbox answered nothing');
    const files = outcome.files ?? [];
    return {
      judgement: this.protocol.judge(outcome, this.rules),
      next: files.find(({ path }) => path === NEXT_PASS)?.content,
      feedback: files.filter(({ path }) => path !== NEXT_PASS && path !== 'feedback/.keep'),
    };
  }

  /**
   * Has the program look at the files of a submission, which lie in its folder.
   * @param args before the folder of feedback, and behind it
   */
  async checkSources(
    sandbox: Sandbox,
    files: NonNullable<RunItem['workFiles']>,
    [before, behind]: readonly [readonly string[], readonly string[]],
  ): Promise<{ outcome: RunOutcome; judgement: Judgement }> {
    const item: RunItem = {
      stdin: '',
      args: [...before, 'feedback/', ...behind],
      workFiles: [...files, { path: 'feedback/.keep', content: '' }],
    };
    const [outcome] = await sandbox.run(this.program, [item], this.limits, {
      stdoutKeepBytes: KEPT_BYTES,
      stderrKeepBytes: KEPT_STDERR_BYTES,
      collect: { patterns: ['feedback/*'], maxBytes: MAX_FILES_BYTES },
    });
    if (!outcome) throw new Error('the sandbox answered nothing');
    return { outcome, judgement: this.protocol.judge(outcome, this.rules) };
  }

  private run(
    sandbox: Sandbox,
    cases: readonly CheckCase[],
    limits: Limits,
    collect: RunOptions['collect'],
  ): Promise<RunOutcome[]> {
    const items = cases.map((one) => this.protocol.call(one, this.rules));
    return sandbox.run(this.program, items, limits, {
      stdoutKeepBytes: KEPT_BYTES,
      stderrKeepBytes: KEPT_STDERR_BYTES,
      ...(collect && { collect }),
    });
  }
}
