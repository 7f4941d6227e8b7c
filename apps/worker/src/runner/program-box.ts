import { metrics } from '@app/telemetry';
import { setTimeout as delay } from 'node:timers/promises';
import { Box, BoxDied } from './box/box.js';
import { decodeBundle } from './box/bundle.js';
import { ProtocolError, type ResultFrame, type RunFrame } from './box/frames.js';
import { filesRoom, MAX_LOST_PLACES, type BoxPlace } from './box/launcher.js';
import { ITEM_FILES_BYTES, ItemFolders } from './item-files.js';
import { Relay } from './box/relay.js';
import { internalOutcome, toOutcome } from './outcome.js';
import type { ReadyProgram } from './prepared-program.js';
import { runFrame, type Folders } from './program-limits.js';
import {
  RunnerUnavailable,
  type JoinListener,
  type JoinedRuns,
  type LiveListener,
  type LiveOptions,
  type LiveRun,
  type RunItem,
  type RunLimits,
  type RunOptions,
  type RunOutcome,
  type RunToJoin,
  type RunsOn,
} from './runner.js';

const MiB = 1024 * 1024;
/** Work space of one run, in bytes and files. */
const WORK_BYTES = 64 * MiB;
const WORK_INODES = 4096;

/** Where the program lies below the box's files. */
const DIRECTORIES = { program: 'program', copies: 'own' } as const;
/** What is handed back of a run's files unless the caller says otherwise. */
const COLLECTED_BYTES = WORK_BYTES;
const COLLECTED_FILES = 256;
const START_TRIES = 2;
const START_PAUSE_MS = 50;

/** Why a box ended in the middle of a run. */
export interface BoxDeath {
  reason: string;
  /** Its whole place went with it: the run is hardly to blame. */
  placeLost: boolean;
}

/**
 * The box of one program within a sandbox. Each program of a job has a box of its own, so that a candidate
 * can neither read nor start the reference, and never sees what a checker gets. A box that died or could not
 * be cleaned is replaced.
 */
export class ProgramBox {
  private box: Box | null = null;
  private folders = new ItemFolders();
  private readonly doomed = new Set<Promise<void>>();
  private closed = false;
  /** What the present box was made for; see `kindOf`. */
  private kind: BoxKind | null = null;
  /**
   * Rejects when the present box did not take the program. The first run is sent without waiting for that.
   */
  private placing: Promise<unknown> = Promise.resolve();
  /** What passes on between the present box and one of another program. */
  private relay: { own: Box; other: Box; relay: Relay } | null = null;

  constructor(
    private readonly place: BoxPlace,
    private readonly program: ReadyProgram,
    private readonly on: RunsOn,
  ) {}

  /**
   * Runs one batch. `onOutcome` is called in order; when it is called less often than there are items, the
   * rest was not run: the box was dirty after the last one (null), or it died on the next one.
   * @throws RunnerUnavailable when no box can be made; UnmappedOutcome
   */
  run(
    items: readonly RunItem[],
    limits: RunLimits,
    options: RunOptions,
    onOutcome: (outcome: RunOutcome) => void,
  ): Promise<BoxDeath | null> {
    // Of a box that is gone before it has the program nothing was heard: the next one runs all of them.
    return this.withTries(() => this.runInBox(items, limits, options, onOutcome));
  }

  private async runInBox(...given: Parameters<ProgramBox['run']>): Promise<BoxDeath | null> {
    const [items, limits, options, onOutcome] = given;
    const box = await this.boxFor(items, limits, options);
    const { placing } = this;
    try {
      const placed = this.folders.place(items, box.paths.filesDir);
      const puts = placed.puts.map(({ directory, bundle }) => box.put(directory, bundle));
      // A failed put fails the run as well; without this its rejection would be unhandled.
      const allPut = Promise.all(puts);
      allPut.catch(() => undefined);
      const frame = this.frame(box, limits, options);
      const dirty = options.collect
        ? await this.runAndCollect(box, frame, placed.items, options, onOutcome)
        : await this.runBatch(box, { ...frame, items: placed.items }, options, onOutcome);
      await placing;
      await allPut;
      if (dirty) this.discard();
      return null;
    } catch (error) {
      this.discard();
      if (!isLost(error)) throw error;
      await placing;
      return { reason: error.message, placeLost: error instanceof BoxDied && error.placeLost };
    }
  }

  /**
   * Starts one run that is talked to.
   * @throws RunnerUnavailable when no box can be made
   */
  async talk(
    item: RunItem,
    limits: RunLimits,
    listener: LiveListener,
    options: LiveOptions = {},
  ): Promise<LiveRun> {
    const box = await this.boxToTalk(item, limits, options);
    return this.talkIn(box, item, limits, listener, options);
  }

  /** The box that the next run which is talked to gets. @throws RunnerUnavailable when no box can be made */
  private boxToTalk(item: RunItem, limits: RunLimits, options: LiveOptions): Promise<Box> {
    return this.withTries(async () => {
      const made = await this.boxFor([item], limits, options);
      await this.placing;
      return made;
    });
  }

  /** @param passedOn of a run whose stdin and stdout a relay has: resolves when it has passed all of it on */
  private talkIn(
    box: Box,
    item: RunItem,
    limits: RunLimits,
    listener: LiveListener,
    options: LiveOptions,
    passedOn?: Promise<void>,
  ): LiveRun {
    const placed = this.folders.place([{ ...item, stdin: '' }], box.paths.filesDir);
    const frame = this.frame(box, limits, options);
    const joined = passedOn !== undefined;
    const [allPut, run] = box.inOneMessage(() => [
      Promise.all(placed.puts.map(({ directory, bundle }) => box.put(directory, bundle))),
      box.stream({ ...frame, joined, items: placed.items }, listener),
    ]);
    allPut.catch(() => undefined);
    run.input.write(Buffer.from(item.stdin));
    return {
      outcome: Promise.all([allPut, run.ended, passedOn])
        .then(([, result]) => result)
        .then((result) => this.collected(box, result, options))
        .catch((error: unknown) => this.deathOf(error)),
      get queuedBytes() {
        return run.input.queuedBytes;
      },
      get sentBytes() {
        return run.input.sentBytes;
      },
      write: (data) => run.input.write(data),
      end: () => run.input.end(),
      signal: (signal) => run.signal(signal),
      pause: () => run.pause(),
      resume: () => run.resume(),
    };
  }

  /**
   * Starts a run here and one in another box, which are talked to by each other.
   * @returns null when there can be no relay between the two
   * @throws RunnerUnavailable when no box can be made
   */
  async join(
    mine: RunToJoin,
    other: ProgramBox,
    theirs: RunToJoin,
    listener: JoinListener,
  ): Promise<JoinedRuns | null> {
    const boxes = await Promise.all([
      this.boxToTalk(mine.item, mine.limits, mine.options ?? {}),
      other.boxToTalk(theirs.item, theirs.limits, theirs.options ?? {}),
    ]);
    const relay = await this.relayBetween(...boxes);
    if (!relay) return null;
    const passedOn = relay.listen(listener);
    const start = (which: 0 | 1, owner: ProgramBox, { item, limits, options = {} }: RunToJoin): LiveRun => {
      const hear: LiveListener = { onData: (_, data) => listener.onStderr(which, data) };
      return owner.talkIn(boxes[which], item, limits, hear, options, passedOn[which]);
    };
    const runs = [start(0, this, mine), start(1, other, theirs)] as const;
    return {
      outcomes: [runs[0].outcome, runs[1].outcome],
      signal: (which, signal) => runs[which].signal(signal),
    };
  }

  /** That of the talk before, where the boxes are the same; null: there can be none. */
  private async relayBetween(own: Box, other: Box): Promise<Relay | null> {
    const before = this.relay;
    if (before?.own === own && before.other === other && before.relay.isAlive) return before.relay;
    this.endRelay();
    try {
      const transport = await own.relayTo(other);
      if (!transport) return null;
      const relay = new Relay(transport);
      this.relay = { own, other, relay };
      if (this.closed) this.endRelay();
      await relay.ready;
      return relay;
    } catch {
      // The caller can do without, where it is not the boxes that are lost.
      this.endRelay();
      return null;
    }
  }

  private endRelay(): void {
    if (!this.relay) return;
    const gone = this.relay.relay.close().finally(() => this.doomed.delete(gone));
    this.doomed.add(gone);
    this.relay = null;
  }

  private async collected(box: Box, result: ResultFrame, { collect }: LiveOptions): Promise<RunOutcome> {
    if (result.placeOutOfMemory) this.place.retire();
    if (result.dirty) this.discard();
    if (!collect || result.dirty) return toOutcome(result);
    const { patterns, maxBytes = COLLECTED_BYTES, maxFiles = COLLECTED_FILES } = collect;
    const { bundle, stopped, dirty } = await box.collect({
      patterns,
      maxBytes,
      maxFiles,
      emptyAfterwards: true,
    });
    if (dirty) this.discard();
    return { ...toOutcome(result), files: decodeBundle(bundle), filesTruncated: stopped };
  }

  /** @throws what is not the death of the box */
  private deathOf(error: unknown): RunOutcome {
    this.discard();
    if (isLost(error)) return internalOutcome(`the sandbox died during the run: ${error.message}`);
    throw error;
  }

  /** The box there is, where it is as these runs need it, else a new one. @throws RunnerUnavailable */
  private async boxFor(items: readonly RunItem[], limits: RunLimits, options: RunOptions): Promise<Box> {
    const wanted = kindOf(this.program, limits, options);
    if (this.box?.alive && (!isSameKind(this.kind!, wanted) || !this.folders.hasRoomFor(items)))
      this.discard();
    return this.box?.alive ? this.box : this.start(wanted);
  }

  /** True: the box is dirty after what was answered last. */
  private async runBatch(
    box: Box,
    frame: RunFrame,
    options: RunOptions,
    onOutcome: (outcome: RunOutcome) => void,
  ): Promise<boolean> {
    let dirty = false;
    await box.run(frame, (result) => {
      if (dirty) return;
      if (result.placeOutOfMemory) this.place.retire();
      onOutcome(toOutcome(result, options.combinedOutput));
      dirty = result.dirty;
    });
    return dirty;
  }

  /** One run at a time: its files must be taken before the next one begins. */
  private async runAndCollect(
    box: Box,
    frame: Omit<RunFrame, 'items'>,
    items: RunFrame['items'],
    options: RunOptions,
    onOutcome: (outcome: RunOutcome) => void,
  ): Promise<boolean> {
    const { patterns, maxBytes = COLLECTED_BYTES, maxFiles = COLLECTED_FILES } = options.collect!;
    for (const item of items) {
      const outcomes: RunOutcome[] = [];
      let dirty = await this.runBatch(box, { ...frame, items: [item] }, options, (outcome) =>
        outcomes.push(outcome),
      );
      const collected = await box.collect({ patterns, maxBytes, maxFiles, emptyAfterwards: true });
      dirty ||= collected.dirty;
      const files = decodeBundle(collected.bundle);
      for (const outcome of outcomes) onOutcome({ ...outcome, files, filesTruncated: collected.stopped });
      if (dirty) return true;
    }
    return false;
  }

  /** Ends the box; resolves when all that ever belonged to it is gone. */
  async close(): Promise<void> {
    this.closed = true;
    this.endRelay();
    this.discard();
    await Promise.all(this.doomed);
  }

  private frame(box: Box, limits: RunLimits, options: RunOptions): Omit<RunFrame, 'items'> {
    const { core } = this.on;
    return { ...runFrame(this.program.executable, limits, options, this.paths(box), DIRECTORIES), core };
  }

  private paths(box: Box): Folders {
    const { filesDir, workDir, tmpDir } = box.paths;
    return { program: `${filesDir}/${DIRECTORIES.program}`, work: workDir, tmp: tmpDir };
  }

  private start(kind: BoxKind): Promise<Box> {
    return this.withTries(() => this.startOnce(kind)).catch((error: unknown) => {
      throw asUnavailable(error as Error);
    });
  }

  /**
   * Once more where a box is lost. @throws RunnerUnavailable when it is lost again; what else `work` throws
   */
  private async withTries<T>(work: () => Promise<T>): Promise<T> {
    let lostPlaces = 0;
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        const lost = isLost(error);
        if (lost) metrics.boxes.inc({ what: 'replaced' });
        if (error instanceof BoxDied && error.placeLost && (lostPlaces += 1) <= MAX_LOST_PLACES) tries -= 1;
        if (!lost) throw error;
        if (this.closed || tries >= START_TRIES) throw asUnavailable(error as Error);
        await delay(START_PAUSE_MS);
      }
    }
  }

  private async startOnce(kind: BoxKind): Promise<Box> {
    if (this.closed) throw new RunnerUnavailable('the sandbox was closed');
    const { executable } = this.program;
    this.folders = new ItemFolders();
    const startedAt = performance.now();
    const box = await Box.launch(this.place, {
      ...kind,
      workInodes: WORK_INODES,
      filesBytes: filesRoom(
        executable.bundle.length + (executable.copies?.length ?? 0) + 2 * ITEM_FILES_BYTES,
      ),
      readOnly: executable.readOnly,
    });
    this.box = box;
    this.kind = kind;
    if (this.closed) this.discard();
    await box.ready;
    metrics.boxStart.observe((performance.now() - startedAt) / 1_000);
    this.placing = Promise.all([
      box.put(DIRECTORIES.program, executable.bundle),
      executable.copies && box.put(DIRECTORIES.copies, executable.copies),
    ]).catch((error: unknown) => {
      throw isLost(error) ? error : asUnavailable(error as Error);
    });
    this.placing.catch(() => undefined);
    return box;
  }

  private discard(): void {
    if (!this.box) return;
    const gone = this.box.kill().finally(() => this.doomed.delete(gone));
    this.doomed.add(gone);
    this.box = null;
  }
}

/** What is decided when a box is made, and so for all of its runs. */
interface BoxKind {
  processes: boolean;
  ordered: boolean;
  workBytes: number;
}

const kindOf = ({ executable }: ReadyProgram, limits: RunLimits, options: RunOptions): BoxKind => ({
  processes: executable.processes || limits.allowProcesses === true,
  ordered: options.combinedOutput === true,
  workBytes: Math.max(WORK_BYTES, limits.fileSizeLimitBytes ?? 0),
});

const isSameKind = (a: BoxKind, b: BoxKind): boolean =>
  a.processes === b.processes && a.ordered === b.ordered && a.workBytes === b.workBytes;

const isLost = (error: unknown): error is BoxDied | ProtocolError =>
  error instanceof BoxDied || error instanceof ProtocolError;

/** A box that cannot be made is the runner's trouble, whatever the cause was called below. */
export function asUnavailable(error: Error): Error {
  return error instanceof RunnerUnavailable
    ? error
    : new RunnerUnavailable(`no sandbox could be made: ${error.message}`, { cause: error });
}
