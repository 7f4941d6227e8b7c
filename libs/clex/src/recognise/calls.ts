import type { Goal, Goals, State } from './machine.js';

/**
 * Keeps reading by recursive groups from doing the same again and again: `<e>~"+"~<e>` reads `1+2+3+4` in
 * five ways, and forty numbers in more ways than can be tried; brackets within brackets of such sums still
 * are too many. Whether what is left can be read hangs on where reading stands, what is still to be done, and
 * what names stand for; where all of these are as they were before, it has been tried in vain, for the first
 * way that can be read ends the search. So that what is to be done can be compared by its pointer, lists of
 * the same goals are the same list.
 */
export class Calls {
  private readonly lists = new WeakMap<Goals, Map<unknown, Goals>>();
  private readonly tried = new WeakMap<Goals, Map<object | undefined, Set<string>>>();
  private readonly end: Goals = { goal: (state) => state, then: undefined };

  /**
   * @param isRecursive whether the program has groups that can be called: others need none of this
   * @param isKeyed whether values count that have been read, for rules of groups: then the same place is not all
   */
  constructor(
    private readonly isRecursive: boolean,
    private readonly isKeyed: boolean,
  ) {}

  /** The list with one goal in front of it. @param key the same for goals that do the same */
  before(list: Goals | undefined, key: unknown, goal: () => Goal): Goals {
    if (!this.isRecursive) return { goal: goal(), then: list };
    const lists = entryOf(this.lists, list ?? this.end, () => new Map<unknown, Goals>());
    let longer = lists.get(key);
    if (longer === undefined) {
      longer = { goal: goal(), then: list };
      lists.set(key, longer);
    }
    return longer;
  }

  /**
   * Whether this group has not been called like this before. @param scope the same as long as names stand for
   * the same
   */
  isNew(name: string, { goals, at, isSpaceDue }: State, scope: object | undefined): boolean {
    if (this.isKeyed) return true;
    const byScope = entryOf(this.tried, goals ?? this.end, () => new Map<object | undefined, Set<string>>());
    let tried = byScope.get(scope);
    if (tried === undefined) byScope.set(scope, (tried = new Set()));
    const key = `${name} ${at} ${isSpaceDue}`;
    if (tried.has(key)) return false;
    tried.add(key);
    return true;
  }
}

function entryOf<T>(map: WeakMap<Goals, T>, list: Goals, make: () => T): T {
  let entry = map.get(list);
  if (entry === undefined) map.set(list, (entry = make()));
  return entry;
}
