import {
  climb,
  ClexError,
  type Climbing,
  describeDraw,
  draw,
  parse,
  shrink,
  shrinkText,
  simplestOf,
  smallestText,
  type ClexProgram,
  type Drawn,
} from '@app/clex';
import { LRUCache } from 'lru-cache';
import type {
  Answer,
  ClexProblem,
  DrawnInput,
  DrawRequest,
  ShrinkRequest,
  Task,
  TooSlow,
  WriteRequest,
} from './messages.js';
import { writeInputs } from './write.js';

/** Programs that were parsed last: a job asks for the same one again and again. */
const MAX_PARSED = 8;
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

  private begin(session: number, request: ShrinkRequest): Candidates {
    const running = 'text' in request ? shrinkingText(request) : this.shrinkingInput(request);
    this.running.set(session, running);
    return this.step(session, running([]));
  }

  private shrinkingInput({ clex, batchSize, ...which }: Extract<ShrinkRequest, { clex: string }>): Running {
    const program = this.parse(clex);
    const shrinking = shrink(program, draw(program, which), { batchSize });
    let batch: readonly Drawn[] = [];
    return (fails) => {
      const picked = simplestOf(batch, fails);
      const { done, value } = shrinking.next(fails);
      batch = done ? [] : value;
      return { texts: done ? null : batch.map(({ text }) => text), picked };
    };
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

function shrinkingText({ text, batchSize }: { text: string; batchSize: number }): Running {
  const shrinking = shrinkText(text, { batchSize });
  let batch: readonly string[] = [];
  return (fails) => {
    const picked = smallestText(batch, fails);
    const { done, value } = shrinking.next(fails);
    batch = done ? [] : value;
    return { texts: done ? null : batch, picked };
  };
}
