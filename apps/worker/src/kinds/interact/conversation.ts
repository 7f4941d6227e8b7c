import { withDefaultLimits, type Limits } from '@app/contracts';
import type { LiveListener, LiveRun, RunOutcome, RunToJoin, Sandbox } from '../../runner/runner.js';
import type { Conversation } from './decide.js';
import { Transcript } from './transcript.js';

const MiB = 1024 * 1024;
/** How much of what one side wrote may wait for the other before it has to wait itself, in bytes. */
const MOST_QUEUED_BYTES = MiB;
/** What an interactor may take beyond the program: a program that is too slow must be the first to end. */
const LONGER_MS = 2_000;
const HEARD_OUT_AFTER_MS = 200;
/** Bytes of each side's stdout and stderr that are kept for the result. */
const KEPT_BYTES = 64 * 1024;

/** The interactor is no contestant: it may do what its program's time allows. */
export const interactorLimits = ({ wallTimeLimitMs, memoryLimitBytes }: Limits): Limits =>
  withDefaultLimits(
    {
      wallTimeLimitMs: wallTimeLimitMs + LONGER_MS,
      cpuTimeLimitMs: wallTimeLimitMs + LONGER_MS,
      memoryLimitBytes: Math.max(memoryLimitBytes, 512 * MiB),
      outputLimitBytes: 64 * MiB,
    },
    true,
  );

/** What is kept of the outputs of one program. */
class Kept {
  private readonly kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  private readonly bytes = { stdout: 0, stderr: 0 };

  keep(stream: 'stdout' | 'stderr', data: Buffer): void {
    const room = Math.max(0, KEPT_BYTES - this.bytes[stream]);
    // A copy: the view would hold the whole buffer it was received in.
    if (room > 0) this.kept[stream].push(Buffer.from(data.subarray(0, room)));
    this.bytes[stream] += data.length;
  }

  /** The outcome of a run that was talked to, with them. */
  in(outcome: RunOutcome): RunOutcome {
    return {
      ...outcome,
      stdout: Buffer.concat(this.kept.stdout),
      stderr: Buffer.concat(this.kept.stderr),
      stdoutTruncated: this.bytes.stdout > KEPT_BYTES,
      stderrTruncated: this.bytes.stderr > KEPT_BYTES,
    };
  }
}

/** One program of the two, where what it says is passed on here. */
class Side implements LiveListener {
  run: LiveRun | null = null;
  outcome: RunOutcome | null = null;
  /** It waits for input, and has all there is. */
  waits = false;
  private other!: Side;
  private onWaits: () => void = () => undefined;
  private isPaused = false;
  private deadline: NodeJS.Timeout | undefined;
  private readonly early: Buffer[] = [];
  private readonly kept = new Kept();

  /** @param wallTimeLimitMs of its run */
  constructor(
    private readonly wallTimeLimitMs: number,
    private readonly heard: (data: Buffer) => void,
  ) {}

  meet(other: Side, onWaits: () => void): void {
    this.other = other;
    this.onWaits = onWaits;
  }

  /** @param isStopped it was stopped before it began */
  begin(run: LiveRun, isStopped: boolean): void {
    this.run = run;
    // By then it was stopped, which is to be heard even where both would wait for the other to read.
    this.deadline = setTimeout(() => this.hearOut(), this.wallTimeLimitMs + HEARD_OUT_AFTER_MS);
    for (const data of this.early.splice(0)) run.write(data);
    // The other may be at its end already.
    if (this.other.outcome) run.end();
    if (isStopped) this.stop();
  }

  onData(stream: 'stdout' | 'stderr', data: Buffer): void {
    this.kept.keep(stream, data);
    this.waits = false;
    if (stream === 'stderr') return;
    this.heard(data);
    this.other.hear(data);
    if (this.deadline && this.other.isFull && !this.isPaused) {
      this.isPaused = true;
      this.run?.pause();
    }
  }

  onDrain(): void {
    if (!this.isFull) this.other.goOn();
  }

  onWaiting(takenBytes: number): void {
    this.waits = this.run !== null && takenBytes === this.run.sentBytes && this.run.queuedBytes === 0;
    if (this.waits) this.onWaits();
  }

  /** Its outcome with what was kept of its outputs. The rest of its input is dropped. */
  end(outcome: RunOutcome): RunOutcome {
    this.outcome = this.kept.in(outcome);
    clearTimeout(this.deadline);
    this.other.run?.end();
    this.other.goOn();
    return this.outcome;
  }

  stop(): void {
    this.run?.signal('SIGKILL');
    this.hearOut();
  }

  /** Reads the rest of its output, without waiting for the other side. */
  private hearOut(): void {
    clearTimeout(this.deadline);
    this.deadline = undefined;
    this.goOn();
  }

  private hear(data: Buffer): void {
    this.waits = false;
    if (this.outcome) return;
    if (this.run) this.run.write(data);
    else this.early.push(Buffer.from(data));
  }

  private get isFull(): boolean {
    return !this.outcome && (this.run?.queuedBytes ?? 0) > MOST_QUEUED_BYTES;
  }

  private goOn(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.run?.resume();
  }
}

/** One of the two programs, and where it runs. */
export interface Speaker extends RunToJoin {
  sandbox: Sandbox;
  limits: Limits;
}
const NAMES = ['program', 'interactor'] as const;
/** Of `NAMES`. */
type Which = 0 | 1;
/** Which of them waits for input, and has all there is. */
type Waits = readonly [boolean, boolean];

/** Says whether the interactor's end makes the program's own of no account. */
type IsSettled = (interactor: RunOutcome) => boolean;

export interface Played extends Conversation {
  transcript: Transcript;
  /** The program was ended by us, because it was of no account any more. */
  programStopped: boolean;
}

/** The rules, either way the words go: which ended first, and which is stopped for what happened. */
class Rules {
  private first: Which | null = null;
  private bothWaited = false;
  private waitedAtEnd: Waits = [false, false];
  private readonly hasEnded = [false, false];
  private readonly wasStopped = [false, false];

  constructor(
    private readonly isSettled: IsSettled,
    private readonly kill: (which: Which) => void,
  ) {}

  /** Before an end, two that wait for each other wait for ever. */
  waiting(waits: Waits): void {
    if (!waits[0] || !waits[1] || this.first !== null) return;
    this.bothWaited = true;
    this.stopBoth();
  }

  /** Nothing of it is left; its outcome follows. @param waits by then */
  ended(which: Which, waits: Waits): void {
    if (this.hasEnded[which]) return;
    this.hasEnded[which] = true;
    this.first ??= which;
    if (which === 0) this.waitedAtEnd = waits;
  }

  /** Its outcome, after its end. */
  judge(which: Which, outcome: RunOutcome): void {
    if (which === 0 && this.first === 0 && outcome.kind !== 'ok') this.stop(1);
    if (which === 1 && this.isSettled(outcome)) this.stop(0);
  }

  stopBoth(): void {
    this.stop(0);
    this.stop(1);
  }

  isStopped(which: Which): boolean {
    return this.wasStopped[which]!;
  }

  /** What was played, of two that have ended. */
  played([program, interactor]: readonly [RunOutcome, RunOutcome], transcript: Transcript): Played {
    return {
      program,
      interactor,
      transcript,
      first: NAMES[this.first!],
      bothWaited: this.bothWaited,
      programWaited: this.waitedAtEnd[0],
      interactorWaited: this.waitedAtEnd[1],
      programStopped: this.isStopped(0),
    };
  }

  private stop(which: Which): void {
    if (this.hasEnded[which]) return;
    this.wasStopped[which] = true;
    this.kill(which);
  }
}

/**
 * Lets two programs talk to each other until both have ended. Each has a sandbox of its own; what one writes
 * is read and written to the other, so a side that ends never makes the other die of a broken pipe. Its end
 * is the end of the other's input.
 * @param isSettled when it says so, the program is ended as soon as the interactor has
 * @throws RunnerUnavailable, AbortError
 */
export async function converse(program: Speaker, interactor: Speaker, isSettled: IsSettled): Promise<Played> {
  return (
    (await converseJoined(program, interactor, isSettled)) ??
    (await converseThroughUs(program, interactor, isSettled))
  );
}

/** Null: what they say has to go through this process. */
async function converseJoined(
  program: Speaker,
  interactor: Speaker,
  isSettled: IsSettled,
): Promise<Played | null> {
  const transcript = new Transcript();
  const kept = [new Kept(), new Kept()] as const;
  let waits: Waits = [false, false];
  const rules = new Rules(isSettled, (which) => runs?.signal(which, 'SIGKILL'));
  const runs = await program.sandbox.join?.(program, interactor.sandbox, interactor, {
    onSaid: (from, atMs, data) => {
      kept[from].keep('stdout', data);
      transcript.add(NAMES[from], atMs, data);
    },
    onStderr: (from, data) => kept[from].keep('stderr', data),
    onWaits: (now) => {
      waits = now;
      rules.waiting(now);
    },
    onEnd: (which) => rules.ended(which, waits),
  });
  if (!runs) return null;
  const end = async (which: Which): Promise<RunOutcome> => {
    const outcome = kept[which].in(await runs.outcomes[which]);
    // Of a box that died no end was told.
    rules.ended(which, [false, false]);
    rules.judge(which, outcome);
    return outcome;
  };
  return rules.played(await bothEnds([end(0), end(1)], rules), transcript);
}

async function converseThroughUs(
  program: Speaker,
  interactor: Speaker,
  isSettled: IsSettled,
): Promise<Played> {
  const transcript = new Transcript();
  const startedAt = performance.now();
  const noted = (which: Which) => (data: Buffer) =>
    transcript.add(NAMES[which], performance.now() - startedAt, data);
  const sides = [
    new Side(program.limits.wallTimeLimitMs, noted(0)),
    new Side(interactor.limits.wallTimeLimitMs, noted(1)),
  ] as const;
  const rules = new Rules(isSettled, (which) => sides[which].stop());
  const waits = (): Waits => [sides[0].waits, sides[1].waits];
  sides[0].meet(sides[1], () => rules.waiting(waits()));
  sides[1].meet(sides[0], () => rules.waiting(waits()));
  const play = async (speaker: Speaker, which: Which): Promise<RunOutcome> => {
    const side = sides[which];
    const run = await speaker.sandbox.talk(
      speaker.program,
      speaker.item,
      speaker.limits,
      side,
      speaker.options,
    );
    side.begin(run, rules.isStopped(which));
    const outcome = await run.outcome;
    rules.ended(which, waits());
    const ended = side.end(outcome);
    rules.judge(which, ended);
    return ended;
  };
  return rules.played(await bothEnds([play(program, 0), play(interactor, 1)], rules), transcript);
}

/** Where one fails, the other is not left to run on. */
async function bothEnds(
  ends: readonly [Promise<RunOutcome>, Promise<RunOutcome>],
  rules: Rules,
): Promise<readonly [RunOutcome, RunOutcome]> {
  for (const end of ends) end.catch(() => rules.stopBoth());
  return Promise.all(ends);
}
