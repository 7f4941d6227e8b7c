import type { Later } from './choices.js';
import { Rejected } from '../generate/context.js';
import { wholeOf } from '../generate/expressions.js';
import type { PlanRepeat } from '../generate/plan.js';
import type { Scope } from '../generate/scope.js';
import { type Machine, type State, type Way, withChoice, withGoal } from './machine.js';

/** How often something may stand. */
export interface Times {
  readonly least: number;
  readonly most: number;
  /** Where the number itself is drawn: the choice that it is. */
  readonly drawn: Later | undefined;
}

/**
 * What a repeat says here. @throws ClexError where a name has no value, Rejected for more than a text can
 * hold
 */
export function timesOf(repeat: PlanRepeat | undefined, scope: Scope): Times {
  if (repeat === undefined) return { least: 1, most: 1, drawn: undefined };
  const least = wholeOf(repeat.least, scope);
  const most = repeat.most === undefined ? least : wholeOf(repeat.most, scope);
  if (least < 0 || least > most || typeof least === 'bigint') {
    throw new Rejected('so many rounds', repeat.span);
  }
  const drawn = repeat.most === undefined ? undefined : { choices: [] };
  return { least, most: Number(most), drawn };
}

export interface Loop<T> {
  readonly times: Times;
  /** Reads round `number`, from 1; calls `next` with what is known then, in a goal of its own. */
  readonly round: (
    state: State,
    number: number,
    known: T,
    next: (state: State, known: T) => State | undefined,
  ) => State | undefined;
  /** Called when there are no more rounds. */
  readonly end: (state: State, known: T, times: number) => State | undefined;
}

/** Reads a repeat: as many rounds as there are, fewer when what follows cannot be read then. */
export function readLoop<T>(machine: Machine, state: State, loop: Loop<T>, start: T): State | undefined {
  const { times } = loop;
  const from = times.drawn === undefined ? state : withChoice(state, times.drawn);
  return readRounds(machine, from, loop, 0, start);
}

function readRounds<T>(
  machine: Machine,
  state: State,
  loop: Loop<T>,
  done: number,
  known: T,
): State | undefined {
  const { times, round, end } = loop;
  const goOn: Way = () =>
    round(state, done + 1, known, (after, news) => {
      // A round of nothing can be read for ever.
      if (times.drawn !== undefined && done >= times.least && after.at === state.at) return undefined;
      return withGoal(after, (next) => readRounds(machine, next, loop, done + 1, news));
    });
  const stop: Way = () => {
    if (times.drawn !== undefined) times.drawn.choices = [done - times.least];
    return end(state, known, done);
  };
  if (done < times.least) return goOn();
  return done < times.most ? machine.choose([goOn, stop]) : stop();
}
