import { replay } from '../draw.js';
import type { ClexProgram } from '../language/ast.js';
import { completeBounds, type GenerationBounds } from '../generate/bounds.js';
import { planOf } from '../generate/plan.js';
import type { Choice } from '../generate/recorder.js';
import { Scope } from '../generate/scope.js';
import { elementsOf } from './chain.js';
import { choicesOf } from './choices.js';
import { Budget, Machine, TooManySteps, type State } from './machine.js';
import { Reader } from './reader.js';
import { Reading } from './reading.js';

/*
 * Reading a text by a program: whether the program could have printed it, and by which choices.
 *
 * The plan is walked as in generation, but each step finds its value in the text instead of drawing it. Most
 * steps can be read in one way only: values have a space between them, lines end where `;` stands, and how
 * often something stands was read before. Where there are several ways (branches, `{2,5}`, `~`, what is drawn
 * and not printed) each is tried, and what follows decides (`Machine`). The choices that come out are tried
 * themselves: they count only when the program prints the same text by them. So a mistake here can lose
 * choices, never invent an input.
 */

/**
 * What reading may cost: steps of the program, and ways that were tried in vain; so many more for each
 * character.
 */
const MAX_STEPS = 200_000;
const STEPS_PER_CHARACTER = 10;
/** A longer text is not read: what is kept of each value to go back by is much more than its characters. */
const MAX_CHARACTERS = 1024 * 1024;

/** What a text is by a program. */
export type Recognised =
  | {
      readonly kind: 'recognised';
      /** The text as the program prints it: line ends and the last one may differ from what was given. */
      readonly text: string;
      /**
       * By what it is drawn; undefined where that cannot be told, such as for recursion deeper than is ever
       * drawn.
       */
      readonly choices: readonly Choice[] | undefined;
    }
  | {
      readonly kind: 'other';
      /** Where, from 1, and what the program prints there. */
      readonly line: number;
      readonly column: number;
      readonly expected: readonly string[];
    }
  /** It may be one or not: reading it costs too much, or hangs on what is not printed. */
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Reads a text by a program. Carriage returns before line feeds, spaces at line ends, and a line feed more or
 * less at the end of the text make no difference.
 * @param isOver whether there is no time left for it: then it is unknown
 */
export function recognise(
  program: ClexProgram,
  text: string,
  bounds?: Partial<GenerationBounds>,
  isOver: () => boolean = () => false,
): Recognised {
  if (text.length > MAX_CHARACTERS) {
    return { kind: 'unknown', why: `it is longer than ${MAX_CHARACTERS} characters` };
  }
  const spellings = [...new Set(spellingsOf(text))];
  const budget = new Budget(MAX_STEPS + STEPS_PER_CHARACTER * text.length, isOver);
  let found: Recognised | undefined;
  for (const spelling of spellings) {
    const word = readWhole(program, spelling, budget, bounds);
    if (word.kind === 'recognised') return word;
    if (word.kind === 'unknown') return word;
    // What is wrong with the text as it stands says most.
    if (found === undefined || isFarther(word, found)) found = word;
  }
  return found!;
}

function* spellingsOf(text: string): Iterable<string> {
  yield text;
  const plain = text.replaceAll('\r\n', '\n').replaceAll(/ +$/gm, '');
  yield plain;
  const end = plain.trimEnd();
  yield `${end}\n`;
  yield end;
}

function isFarther(word: Recognised, than: Recognised): boolean {
  if (word.kind !== 'other' || than.kind !== 'other') return false;
  return word.line !== than.line ? word.line > than.line : word.column > than.column;
}

function readWhole(
  program: ClexProgram,
  text: string,
  budget: Budget,
  partial: Partial<GenerationBounds> | undefined,
): Recognised {
  const bounds = completeBounds(partial);
  const plan = planOf(program);
  const scope = new Scope(plan.remembered);
  const machine = new Machine(scope, budget);
  const reading = new Reading(text, plan, scope, machine, bounds);
  const reader = new Reader(reading);
  const whole: State = {
    at: 0,
    isSpaceDue: false,
    goals: {
      goal: (state) => (state.at === text.length ? state : reading.missing(state.at, 'the end of the text')),
      then: undefined,
    },
    choices: undefined,
    values: undefined,
    guests: [],
    owed: 0,
  };
  let end: State | undefined;
  try {
    end = machine.run({
      ...whole,
      goals: { goal: (state) => reader.body(plan.body, state), then: whole.goals },
    });
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
    return { kind: 'unknown', why: error.message };
  }
  if (end !== undefined)
    return { kind: 'recognised', text, choices: choicesThatDraw(program, text, end, partial) };
  if (reading.doubt !== undefined) return { kind: 'unknown', why: reading.doubt };
  return { kind: 'other', ...placeOf(text, reading.farthest), expected: [...reading.expected] };
}

/** The choices of a reading, when the program prints the text by them. */
function choicesThatDraw(
  program: ClexProgram,
  text: string,
  end: State,
  bounds: Partial<GenerationBounds> | undefined,
): readonly Choice[] | undefined {
  const choices = choicesOf(elementsOf(end.choices));
  if (choices === undefined) return undefined;
  return replay(program, choices, bounds)?.text === text ? choices : undefined;
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, at));
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - lineStart + 1 };
}
