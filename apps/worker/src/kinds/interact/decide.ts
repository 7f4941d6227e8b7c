import type { ExecutionVerdict } from '@app/contracts';
import type { InteractorProtocol } from '@app/packages';
import type { Judgement } from '../../checkers/checker.js';
import { judgeKattis } from '../../checkers/protocol-kattis.js';
import { judgeTestlib } from '../../checkers/protocol-testlib.js';
import { isOfBrokenTalk } from '../../checkers/traceback.js';
import { verdictOf } from '../../results/verdict.js';
import type { RunOutcome } from '../../runner/runner.js';
import { judgeManager } from './cms-manager.js';

/** How a conversation ended. */
export interface Conversation {
  program: RunOutcome;
  interactor: RunOutcome;
  first: 'program' | 'interactor';
  /** Both waited for each other, with nothing on the way: they were ended early. */
  bothWaited: boolean;
  /**
   * When the program ended, it was waiting for input / the interactor was waiting for output of the program.
   */
  programWaited: boolean;
  interactorWaited: boolean;
}

export interface Decision {
  verdict: ExecutionVerdict;
  message?: string;
  /** What the interactor says, where that is what counts. */
  says?: Exclude<Judgement, { kind: 'failed' }>;
}

/** testlib's `_dirt` and `_unexpected_eof`: of an interactor both are about what the program said. */
const TESTLIB_WRONG_TOO = Object.freeze([4, 8]);

/** What an interactor's end says about the program; `failed`: nothing. */
export function saysOf(outcome: RunOutcome, protocol: InteractorProtocol): Judgement {
  if (protocol === 'cms') return ofInteractor(judgeManager(outcome));
  if (outcome.kind === 'runtime_error' && isLeftAlone(outcome))
    return { kind: 'wrong_answer', message: outcome.stderr.toString().trim() };
  // Its stdout went to the program, and says nothing to us.
  const silent = { ...outcome, stdout: Buffer.alloc(0) };
  return ofInteractor(protocol === 'kattis' ? judgeKattis(silent) : testlib(silent));
}

/** It wrote to a program that had gone, or waited for its words, and did not expect that. */
const isLeftAlone = ({ signal, stderr }: RunOutcome & { kind: 'runtime_error' }): boolean =>
  signal === 'SIGPIPE' || (signal === null && isOfBrokenTalk(stderr.toString()));

function testlib(outcome: RunOutcome): Judgement {
  if (outcome.kind === 'runtime_error' && TESTLIB_WRONG_TOO.includes(outcome.exitCode ?? 0))
    return { kind: 'wrong_answer', message: outcome.stderr.toString().trim() };
  return judgeTestlib(outcome);
}

const ofInteractor = (says: Judgement): Judgement =>
  says.kind === 'failed' ? failedBecause(says.reason.replace(/^the checker/, 'the interactor')) : says;

/**
 * Whether what an interactor said makes the program's own end of no account. With a manager of CMS a program
 * that fails has failed, whatever the manager says of it.
 */
export function isSettled({ kind }: Judgement, protocol: InteractorProtocol): boolean {
  return kind === 'failed' || (kind === 'wrong_answer' && protocol !== 'cms');
}

const failedBecause = (reason: string): Judgement => ({ kind: 'failed', reason });
const failed = (what: string): Decision => ({ verdict: 'internal_error', message: what });

/**
 * Who ended first decides (the table of interactive problems): a program that ended by itself before the
 * interactor did answers for its own end; one that ended after it, only where the interactor was content.
 */
export function decide(end: Conversation, protocol: InteractorProtocol): Decision {
  const { program, interactor } = end;
  if (program.kind === 'internal') return failed(`the sandbox failed: ${program.reason}`);
  if (interactor.kind === 'internal')
    return failed(`the sandbox of the interactor failed: ${interactor.reason}`);
  if (end.bothWaited) return { verdict: 'time_limit_exceeded', message: 'both sides wait for each other' };
  const own = verdictOf(program);
  if (end.first === 'program' && own !== 'accepted') return endOfProgram(end, own);
  const says = saysOf(interactor, protocol);
  return fromInteractor(says, own, isSettled(says, protocol));
}

function endOfProgram(
  { program, programWaited, interactorWaited }: Conversation,
  own: ExecutionVerdict,
): Decision {
  if (program.kind !== 'wall_time_limit') return { verdict: own };
  if (programWaited && !interactorWaited)
    return failed('the interactor took too long while the program waited for it');
  return {
    verdict: own,
    ...(interactorWaited && { message: 'the interactor waits for output of the program' }),
  };
}

function fromInteractor(says: Judgement, own: ExecutionVerdict, settled: boolean): Decision {
  if (says.kind === 'failed') return failed(says.reason);
  const { message } = says;
  // A program that then failed by itself: that counts.
  if (!settled && own !== 'accepted') return { verdict: own, message };
  return { verdict: says.kind === 'wrong_answer' ? 'wrong_answer' : 'accepted', message, says };
}
