import { abortError } from '@app/async';
import { itemBytes } from './box/frames.js';
import { MAX_LOST_PLACES, type BoxLauncher, type BoxPlace } from './box/launcher.js';
import { ITEM_FILES_BYTES, filesBytes } from './item-files.js';
import { explainedEnd } from './not-compiled.js';
import { internalOutcome } from './outcome.js';
import { ReadyProgram } from './prepared-program.js';
import { ProgramBox, type BoxDeath } from './program-box.js';
import type {
  JoinListener,
  JoinedRuns,
  LiveListener,
  LiveOptions,
  LiveRun,
  PreparedProgram,
  RunItem,
  RunLimits,
  RunOptions,
  RunOutcome,
  RunToJoin,
  RunsOn,
  Sandbox,
} from './runner.js';

/** Most items of one frame, and most bytes of their input; more is cut into several. */
const MAX_BATCH_ITEMS = 128;
const MAX_BATCH_BYTES = 64 * 1024 * 1024;

const ANYWHERE: RunsOn = { core: null };

/**
 * The place of one job. Theory of operation: each program gets a box of its own, made when it first runs.
 * Runs are strictly one after the other, across the boxes too, because a slot is one core and times must mean
 * something. What a dead box had not answered runs once more in a new one; what the box dies on then is an
 * internal outcome.
 */
export class BoxSandbox implements Sandbox {
  private readonly place: BoxPlace;
  private readonly boxes = new Map<ReadyProgram, ProgramBox>();
  private queue: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | null = null;

  constructor(
    launcher: BoxLauncher,
    private readonly on: RunsOn = ANYWHERE,
    private readonly onClosed: (sandbox: BoxSandbox) => void = () => undefined,
  ) {
    this.place = launcher.openPlace();
  }

  run(
    program: PreparedProgram,
    items: readonly RunItem[],
    limits: RunLimits,
    options: RunOptions = {},
  ): Promise<RunOutcome[]> {
    const ready = ReadyProgram.from(program);
    const outcomes = this.queue.then(() => this.runAll(ready, items, limits, options));
    this.queue = outcomes.catch(() => undefined);
    return options.isUnexplained ? outcomes : outcomes.then((all) => explained(ready, all));
  }

  talk(
    program: PreparedProgram,
    item: RunItem,
    limits: RunLimits,
    listener: LiveListener,
    options?: LiveOptions,
  ): Promise<LiveRun> {
    const ready = ReadyProgram.from(program);
    const started = this.queue.then(() => this.startTalk(ready, item, limits, listener, options));
    this.queue = started.then((run) => run.outcome).catch(() => undefined);
    return started;
  }

  join(
    mine: RunToJoin,
    other: Sandbox,
    theirs: RunToJoin,
    listener: JoinListener,
  ): Promise<JoinedRuns | null> {
    if (!(other instanceof BoxSandbox)) return Promise.resolve(null);
    const started = Promise.all([this.queue, other.queue]).then(() =>
      this.startJoined(mine, other, theirs, listener),
    );
    const ended = (which: 0 | 1) => started.then((runs) => runs?.outcomes[which]).catch(() => undefined);
    this.queue = ended(0);
    other.queue = ended(1);
    return started;
  }

  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    await Promise.all([...this.boxes.values()].map((box) => box.close()));
    await this.place.close();
    this.onClosed(this);
  }

  private async runAll(
    program: ReadyProgram,
    items: readonly RunItem[],
    limits: RunLimits,
    options: RunOptions,
  ): Promise<RunOutcome[]> {
    const outcomes: RunOutcome[] = [];
    // Items before this one were in a batch on which the box died. A box may hold back results for a while,
    // so it is not known which of them it died on: they run again one by one.
    let suspectsEnd = 0;
    let lostPlaces = 0;
    while (outcomes.length < items.length) {
      const start = outcomes.length;
      const suspect = start < suspectsEnd;
      const batch = suspect ? items.slice(start, start + 1) : nextBatch(items, start);
      const death = await this.runBatch(program, batch, limits, options, (outcome) => outcomes.push(outcome));
      if (death === null || outcomes.length === start + batch.length) continue;
      if (outcomes.length > start) lostPlaces = 0;
      if (death.placeLost && (lostPlaces += 1) <= MAX_LOST_PLACES) continue;
      if (suspect) outcomes.push(internalOutcome(`the sandbox died on this run twice: ${death.reason}`));
      else suspectsEnd = start + batch.length;
    }
    return outcomes;
  }

  private async runBatch(
    ...args: [ReadyProgram, ...Parameters<ProgramBox['run']>]
  ): Promise<BoxDeath | null> {
    const [program, ...rest] = args;
    return this.unlessClosed(
      () => this.boxOf(program).run(...rest),
      (death) => death !== null,
    );
  }

  private async startTalk(...args: [ReadyProgram, ...Parameters<ProgramBox['talk']>]): Promise<LiveRun> {
    const [program, ...rest] = args;
    const run = await this.unlessClosed(() => this.boxOf(program).talk(...rest));
    return Object.defineProperty(run, 'outcome', { value: this.endUnlessClosed(run.outcome) });
  }

  private async startJoined(
    mine: RunToJoin,
    other: BoxSandbox,
    theirs: RunToJoin,
    listener: JoinListener,
  ): Promise<JoinedRuns | null> {
    const [box, another] = [
      this.boxOf(ReadyProgram.from(mine.program)),
      other.boxOf(ReadyProgram.from(theirs.program)),
    ];
    const runs = await this.unlessClosed(() =>
      other.unlessClosed(() => box.join(mine, another, theirs, listener)),
    );
    if (!runs) return null;
    const [own, others] = runs.outcomes;
    return { ...runs, outcomes: [this.endUnlessClosed(own), other.endUnlessClosed(others)] };
  }

  private endUnlessClosed(end: Promise<RunOutcome>): Promise<RunOutcome> {
    const outcome = this.unlessClosed(
      () => end,
      ({ kind }) => kind === 'internal',
    );
    outcome.catch(() => undefined);
    return outcome;
  }

  private boxOf(program: ReadyProgram): ProgramBox {
    let box = this.boxes.get(program);
    if (!box) this.boxes.set(program, (box = new ProgramBox(this.place, program, this.on)));
    return box;
  }

  /**
   * What failed, or is `spoilt`, because the sandbox was closed meanwhile is that and nothing else. @throws
   * AbortError
   */
  private async unlessClosed<T>(
    work: () => Promise<T>,
    spoilt: (result: T) => boolean = () => false,
  ): Promise<T> {
    if (this.closing) throw abortError('the sandbox was closed');
    try {
      const result = await work();
      if (spoilt(result) && this.isClosing()) throw abortError('the sandbox was closed');
      return result;
    } catch (error) {
      throw this.isClosing() ? abortError('the sandbox was closed') : error;
    }
  }

  /** A method, because the field changes while a run is awaited and the compiler would not believe it. */
  private isClosing(): boolean {
    return this.closing !== null;
  }
}

/**
 * A program that failed may be one that its language cannot even read: only failed ones are checked for that,
 * so that good ones do not wait.
 */
function explained(program: ReadyProgram, outcomes: RunOutcome[]): Promise<RunOutcome[]> {
  return Promise.all(outcomes.map((outcome) => explainedEnd(program, outcome)));
}

/** The items from `from` on that fit into one batch; at least one. */
function nextBatch(items: readonly RunItem[], from: number): readonly RunItem[] {
  let inputBytes = 0;
  let storedBytes = 0;
  let end = from;
  for (; end < items.length && end - from < MAX_BATCH_ITEMS; end += 1) {
    const item = items[end]!;
    inputBytes += itemBytes(item);
    storedBytes += filesBytes(item);
    if (end > from && (inputBytes > MAX_BATCH_BYTES || storedBytes > ITEM_FILES_BYTES)) break;
  }
  return from === 0 && end === items.length ? items : items.slice(from, end);
}
