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
  wasStopped = false;
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

  begin(run: LiveRun): void {
    this.run = run;
    // By then it was stopped, which is to be heard even where both would wait for the other to read.
    this.deadline = setTimeout(() => this.hearOut(), this.wallTimeLimitMs + HEARD_OUT_AFTER_MS);
    for (const data of this.early.splice(0)) run.write(data);
    // The other may be at its end already.
    if (this.other.outcome) run.end();
    if (this.wasStopped) run.signal('SIGKILL');
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
    if (this.outcome) return;
    this.wasStopped = true;
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

/** Says whether the interactor's end makes the program's own of no account. */
type IsSettled = (interactor: RunOutcome) => boolean;

export interface Played extends Conversation {
  transcript: Transcript;
  /** The program was ended by us, because it was of no account any more. */
  programStopped: boolean;
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
  const hasEnded = [false, false];
  const wasStopped = [false, false];
  let waits: readonly [boolean, boolean] = [false, false];
  const how = {
    first: null as 0 | 1 | null,
    bothWaited: false,
    programWaited: false,
    interactorWaited: false,
  };
  const runs = await program.sandbox.join?.(program, interactor.sandbox, interactor, {
    onSaid: (from, atMs, data) => {
      kept[from].keep('stdout', data);
      transcript.add(NAMES[from], atMs, data);
    },
    onStderr: (from, data) => kept[from].keep('stderr', data),
    onWaits: (now) => {
      waits = now;
      if (!waits[0] || !waits[1] || how.first !== null) return;
      how.bothWaited = true;
      stop(0);
      stop(1);
    },
    onEnd: (which) => {
      hasEnded[which] = true;
      how.first ??= which;
      if (which === 0) Object.assign(how, { programWaited: waits[0], interactorWaited: waits[1] });
    },
  });
  if (!runs) return null;
  const stop = (which: 0 | 1): void => {
    if (hasEnded[which]) return;
    wasStopped[which] = true;
    runs.signal(which, 'SIGKILL');
  };
  const end = async (which: 0 | 1): Promise<RunOutcome> => {
    const outcome = kept[which].in(await runs.outcomes[which]);
    hasEnded[which] = true;
    // Of a box that died no end was told.
    how.first ??= which;
    if (which === 0 && how.first === 0 && outcome.kind !== 'ok') stop(1);
    if (which === 1 && isSettled(outcome)) stop(0);
    return outcome;
  };
  const ends = [end(0), end(1)] as const;
  for (const one of ends) {
    one.catch(() => {
      stop(0);
      stop(1);
    });
  }
  const [programOutcome, interactorOutcome] = await Promise.all(ends);
  const { first, ...rest } = how;
  return {
    ...rest,
    first: NAMES[first!],
    program: programOutcome,
    interactor: interactorOutcome,
    transcript,
    programStopped: wasStopped[0]!,
  };
}

async function converseThroughUs(
  program: Speaker,
  interactor: Speaker,
  isSettled: IsSettled,
): Promise<Played> {
  const transcript = new Transcript();
  const startedAt = performance.now();
  const noted = (from: 'program' | 'interactor') => (data: Buffer) =>
    transcript.add(from, performance.now() - startedAt, data);
  const ours = new Side(program.limits.wallTimeLimitMs, noted('program'));
  const theirs = new Side(interactor.limits.wallTimeLimitMs, noted('interactor'));
  const how: Omit<Conversation, 'program' | 'interactor'> = {
    first: 'program',
    bothWaited: false,
    programWaited: false,
    interactorWaited: false,
  };
  const stopBoth = (): void => {
    ours.stop();
    theirs.stop();
  };
  const onWaits = (): void => {
    if (!ours.waits || !theirs.waits || ours.outcome || theirs.outcome) return;
    how.bothWaited = true;
    stopBoth();
  };
  ours.meet(theirs, onWaits);
  theirs.meet(ours, onWaits);
  const start = async (
    { sandbox, program, item, limits, options }: Speaker,
    side: Side,
  ): Promise<RunOutcome> => {
    const run = await sandbox.talk(program, item, limits, side, options);
    side.begin(run);
    return run.outcome;
  };
  const programEnd = start(program, ours).then((outcome) => {
    how.programWaited = ours.waits;
    how.interactorWaited = theirs.waits;
    if (!theirs.outcome) how.first = 'program';
    const ended = ours.end(outcome);
    if (how.first === 'program' && ended.kind !== 'ok') theirs.stop();
    return ended;
  });
  const interactorEnd = start(interactor, theirs).then((outcome) => {
    if (!ours.outcome) how.first = 'interactor';
    const ended = theirs.end(outcome);
    if (!ours.outcome && isSettled(ended)) ours.stop();
    return ended;
  });
  const failedStart = (): void => stopBoth();
  programEnd.catch(failedStart);
  interactorEnd.catch(failedStart);
  const [programOutcome, interactorOutcome] = await Promise.all([programEnd, interactorEnd]);
  return {
    ...how,
    program: programOutcome,
    interactor: interactorOutcome,
    transcript,
    programStopped: ours.wasStopped,
  };
}
