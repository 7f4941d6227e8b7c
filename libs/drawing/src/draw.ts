import {
  climb,
  ClexError,
  type Climbing,
  describeDraw,
  draw,
  parse,
  recognise,
  replay,
  shrink,
  shrinkText,
  simplestOf,
  smallestText,
  type Choice,
  type ClexProgram,
  type Drawn,
  type Recognised,
} from '@app/clex';
import { LRUCache } from 'lru-cache';
import type {
  Answer,
  ClexProblem,
  DrawnInput,
  DrawRequest,
  FormatWord,
  RecogniseRequest,
  ShrinkRequest,
  Task,
  TooSlow,
  WriteRequest,
} from './messages.js';
import { writeInputs } from './write.js';

/** Programs that were parsed last: a job asks for the same one again and again. */
const MAX_PARSED = 8;
/** What reading the candidates of one text may cost, in milliseconds. */
const READING_MS = 10_000;
/** What reading one text may cost: tasks of other jobs wait so long for this thread. */
const ONE_READING_MS = 3_000;
const encoder = new TextEncoder();

/** One step of making an input smaller: what came of the candidates before, for further ones. */
type Running = (fails: boolean[]) => { texts: readonly string[] | null; picked: number };
interface Candidates {
  texts: Uint8Array[] | null;
  picked: number | null;
}

/** Does the tasks of one thread: draws inputs, and makes failing ones smaller. */
export class Drawer {
  private readonly parsed = new LRUCache<string, ClexProgram>({ max: MAX_PARSED });
  private readonly running = new Map<number, Running>();
  private readonly climbs = new Map<number, Climbing>();

  perform(task: Task): Answer {
    const startedAt = performance.now();
    const took = (): number => performance.now() - startedAt;
    switch (task.kind) {
      case 'draw':
        return { kind: 'drawn', inputs: this.draw(task.request), tookMs: took() };
      case 'write':
        return { ...this.write(task.request), tookMs: took() };
      case 'shrink':
        return { kind: 'candidates', ...this.begin(task.session, task.request), tookMs: took() };
      case 'answer':
        return { kind: 'candidates', ...this.goOn(task.session, task.fails), tookMs: took() };
      case 'recognise':
        return { kind: 'recognised', words: this.recognise(task.request), tookMs: took() };
      case 'climb':
        this.climbs.set(task.session, climb(this.parse(task.request.clex), task.request));
        return { kind: 'step', step: this.climb(task.session, 0), tookMs: took() };
      case 'timed':
        return { kind: 'step', step: this.climb(task.session, task.ms), tookMs: took() };
      case 'leave':
        this.climbs.delete(task.session);
        this.running.delete(task.session);
        return { kind: 'left', tookMs: took() };
      default:
        throw new TypeError(`unknown task ${JSON.stringify(task satisfies never)}`);
    }
  }

  private draw(request: DrawRequest): DrawnInput[] {
    const { clex, from, to, seed, strategy, bounds, maxBytes, maxMs } = request;
    const endsAt = performance.now() + maxMs;
    const inputs: DrawnInput[] = [];
    let bytes = 0;
    for (let index = from; index < to; index++) {
      const one = explaining(clex, (): DrawnInput => {
        const { text, description } = describeDraw(this.parse(clex), { seed, index, strategy }, bounds);
        return { index, input: encoder.encode(text), description };
      });
      inputs.push('code' in one ? { index, problem: one } : one);
      if ('input' in one) bytes += one.input.length;
      if ('code' in one || bytes >= maxBytes || performance.now() >= endsAt) break;
    }
    return inputs;
  }

  private write(
    request: WriteRequest,
  ): { kind: 'written'; json: Uint8Array } | { kind: 'refused'; problem: ClexProblem | TooSlow } {
    const written = explaining(request.clex, () => writeInputs(this.parse(request.clex), request));
    return written instanceof Uint8Array
      ? { kind: 'written', json: written }
      : { kind: 'refused', problem: written };
  }

  private recognise({ clex, texts, maxMs }: RecogniseRequest): FormatWord[] {
    const program = this.parse(clex);
    const endsAt = performance.now() + maxMs;
    const words: FormatWord[] = [];
    for (const text of texts) {
      words.push(wordOf(program, text));
      if (performance.now() >= endsAt) break;
    }
    return words;
  }

  private begin(session: number, request: ShrinkRequest): Candidates {
    const running = 'clex' in request ? this.shrinkingInput(request) : this.shrinkingText(request);
    this.running.set(session, running);
    return this.step(session, running([]));
  }

  private shrinkingInput({ clex, batchSize, ...which }: Extract<ShrinkRequest, { clex: string }>): Running {
    const program = this.parse(clex);
    return shrinkingDrawn(program, draw(program, which), batchSize);
  }

  /**
   * By its choices where the format tells them, else as text: then what is not of the format is no candidate.
   */
  private shrinkingText({ text, format, batchSize }: Extract<ShrinkRequest, { text: string }>): Running {
    if (format === undefined) return shrinkingText(text, batchSize);
    const program = this.parse(format);
    const word = recogniseSoon(program, text);
    if (word.kind !== 'recognised') return () => ({ texts: null, picked: -1 });
    const asText = (): Running => shrinkingText(text, batchSize, formReader(program));
    if (word.choices === undefined) return asText();
    const byChoices = shrinkingDrawn(program, drawnBy(program, word.choices), batchSize);
    return word.text === text ? byChoices : afterTrying(word.text, byChoices, asText);
  }

  private climb(session: number, ms: number): (Answer & { kind: 'step' })['step'] {
    const climbing = begunIn(this.climbs, session);
    const { done, value } = climbing.next(ms);
    if (done || value === undefined) {
      this.climbs.delete(session);
      return null;
    }
    return { input: encoder.encode(value.drawn.text), size: value.size, isPoint: value.isPoint };
  }

  private goOn(session: number, fails: boolean[]): Candidates {
    return this.step(session, begunIn(this.running, session)(fails));
  }

  private step(session: number, { texts, picked }: ReturnType<Running>): Candidates {
    if (texts === null) this.running.delete(session);
    return { texts: texts?.map((text) => encoder.encode(text)) ?? null, picked: picked < 0 ? null : picked };
  }

  private parse(clex: string): ClexProgram {
    let program = this.parsed.get(clex);
    if (program === undefined) {
      program = parse(clex);
      this.parsed.set(clex, program);
    }
    return program;
  }
}

/** @throws Error when this thread knows nothing of the session: the one that began it has ended */
function begunIn<T>(sessions: ReadonlyMap<number, T>, session: number): T {
  const begun = sessions.get(session);
  if (begun === undefined) throw new Error('the drawing was broken off');
  return begun;
}

/** What is wrong with a clex text, null when it can be read. */
export function problemOfClex(clex: string): ClexProblem | null {
  const read = explaining(clex, () => parse(clex));
  return 'rendered' in read ? read : null;
}

/** What `work` gives, or what is wrong with the clex text. */
function explaining<T>(clex: string, work: () => T): T | ClexProblem {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ClexError)) throw error;
    const { code, message, hint, span } = error;
    return { code, message, hint, span: { ...span }, rendered: error.render(clex) };
  }
}

/** Whether texts are of a form, as long as there is time for reading them; none is after that. */
function formReader(program: ClexProgram): (text: string) => boolean {
  let spentMs = 0;
  return (text) => {
    if (spentMs > READING_MS) return false;
    const startedAt = performance.now();
    const isOfForm = recogniseSoon(program, text).kind === 'recognised';
    spentMs += performance.now() - startedAt;
    return isOfForm;
  };
}

function shrinkingDrawn(program: ClexProgram, start: Drawn, batchSize: number): Running {
  const shrinking = shrink(program, start, { batchSize });
  let batch: readonly Drawn[] = [];
  return (fails) => {
    const picked = simplestOf(batch, fails);
    const { done, value } = shrinking.next(fails);
    batch = done ? [] : value;
    return { texts: done ? null : batch.map(({ text }) => text), picked };
  };
}

function shrinkingText(text: string, batchSize: number, isOfForm?: (text: string) => boolean): Running {
  const shrinking = shrinkText(text, { batchSize, ...(isOfForm && { isOfForm }) });
  let batch: readonly string[] = [];
  return (fails) => {
    const picked = smallestText(batch, fails);
    const { done, value } = shrinking.next(fails);
    batch = done ? [] : value;
    return { texts: done ? null : batch, picked };
  };
}

/**
 * Goes on by choices when the text as the program prints it fails too; line ends may be what the failure
 * hangs on.
 */
function afterTrying(printed: string, byChoices: Running, asText: () => Running): Running {
  let running: Running | undefined;
  let isAsked = false;
  return (fails) => {
    if (running !== undefined) return running(fails);
    if (!isAsked) {
      isAsked = true;
      return { texts: [printed], picked: -1 };
    }
    running = fails[0] === true ? byChoices : asText();
    return { texts: running([]).texts, picked: fails[0] === true ? 0 : -1 };
  };
}

/** @throws Error when the program cannot make it, which `recognise` has found out */
function drawnBy(program: ClexProgram, choices: readonly Choice[]): Drawn {
  const drawn = replay(program, choices);
  if (drawn === undefined) throw new Error('the choices of a text that was read draw nothing');
  return drawn;
}

/** Reads a text, unless that takes long: then it is unknown. */
function recogniseSoon(program: ClexProgram, text: string): Recognised {
  const endsAt = performance.now() + ONE_READING_MS;
  return recognise(program, text, undefined, () => performance.now() >= endsAt);
}

function wordOf(program: ClexProgram, text: string): FormatWord {
  const word = recogniseSoon(program, text);
  switch (word.kind) {
    case 'recognised':
      return { kind: 'of_the_form' };
    case 'unknown':
      return { kind: 'unknown', reason: word.why };
    case 'other': {
      const expected = word.expected.length === 0 ? 'something else' : word.expected.join(' or ');
      return {
        kind: 'other',
        reason: `line ${word.line}, column ${word.column}: the format has ${expected} there`,
      };
    }
    default:
      throw new TypeError(`unknown word ${JSON.stringify(word satisfies never)}`);
  }
}
