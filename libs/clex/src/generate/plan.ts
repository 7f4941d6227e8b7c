import type {
  Body,
  CharsetName,
  ClexProgram,
  DataUnit,
  Expr,
  GraphUnit,
  GroupUnit,
  Range,
  Repeat,
  Rule,
  Span,
  Step,
} from '../language/ast.js';
import { DEFAULT_CHARSET, NAMED_CHARSETS } from '../language/charsets.js';
import { compile, constantOperand, type Operand } from './expressions.js';
import { rememberedNames, sizeNames } from './names.js';
import { utf8Length } from './utf8.js';

/**
 * A program made ready to run many times: defaults filled in, expressions compiled, charsets as symbols with
 * their widths, and for each name the repeat it belongs to. `generate` runs thousands of times a second on
 * one program, so this is done once.
 */
export interface Plan {
  readonly body: PlanBody;
  readonly groups: ReadonlyMap<string, PlanGroup>;
  readonly captureCount: number;
  /** Names whose earlier values are asked for, as in `a[3]` and `sum(a)`. */
  readonly remembered: ReadonlySet<string>;
  /** Whether printed values are kept with what they are sorted by. */
  readonly isKeyed: boolean;
  /** Whether a `where` stands outside of any group. */
  readonly mayReject: boolean;
  readonly span: Span;
}

export interface PlanBody {
  readonly branches: readonly PlanBranch[];
}

interface PlanBranch {
  readonly weight: number;
  readonly steps: readonly PlanStep[];
  /** How many calls deep its flattest text is; filled in when the whole program is known. */
  height: number;
}

export type PlanStep =
  | { readonly kind: 'line' | 'glue'; readonly span: Span }
  | { readonly kind: 'where'; readonly test: Operand; readonly span: Span }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Operand; readonly span: Span }
  | { readonly kind: 'show'; readonly name: string; readonly index: Operand | undefined; readonly span: Span }
  | { readonly kind: 'call'; readonly name: string; readonly span: Span }
  | PlanCapture
  | PlanGroup
  | PlanData
  | PlanGraph;
export type PlanData = PlanInteger | PlanFloat | PlanString | PlanLiteral;

export interface PlanCapture {
  readonly kind: 'capture';
  readonly group: number;
  readonly bounds: Bounds;
  readonly span: Span;
}

export interface PlanGroup {
  readonly kind: 'group';
  readonly name: string | undefined;
  readonly body: PlanBody;
  readonly repeat: PlanRepeat | undefined;
  readonly rules: Rules;
  /** Names that have no values when the group begins. */
  readonly owned: readonly string[];
  /** Whether a round may have to be drawn again. */
  readonly mayReject: boolean;
  /** What `parent` of a number that stands in it directly is. */
  readonly identity: object;
  readonly span: Span;
}

interface PlanNamed {
  readonly name: string | undefined;
  readonly silent: boolean;
  readonly repeat: PlanRepeat | undefined;
  readonly owned: readonly string[];
  readonly span: Span;
}

export interface PlanInteger extends PlanNamed {
  readonly kind: 'integer';
  readonly bounds: Bounds;
  /** Padded with zeros to so many digits. */
  readonly digits: Operand | undefined;
  readonly rules: Rules;
  /** Whether the number says how often or how long something is. */
  readonly isSize: boolean;
  /** The group it stands in directly. */
  readonly parent: object | undefined;
}

export interface PlanFloat extends PlanNamed {
  readonly kind: 'float';
  readonly bounds: Bounds;
  /** Exactly so many digits behind the point. */
  readonly digits: Operand | undefined;
  readonly rules: Rules;
}

export interface PlanString extends PlanNamed {
  readonly kind: 'string';
  readonly bounds: Bounds;
  readonly symbols: Symbols;
  readonly rules: Rules;
}

export interface PlanLiteral extends PlanNamed {
  readonly kind: 'literal';
  readonly text: string;
  readonly bytes: number;
}

export interface PlanGraph {
  readonly kind: 'graph';
  readonly shape: GraphUnit['shape'];
  readonly sizes: readonly Operand[];
  readonly words: ReadonlySet<GraphUnit['words'][number]>;
  readonly each: PlanGroup | undefined;
  readonly span: Span;
}

export interface PlanRepeat {
  readonly least: Operand;
  readonly most: Operand | undefined;
  readonly span: Span;
}

/** The rules behind a unit, by kind. */
interface Rules {
  readonly distinct: boolean;
  readonly sorted: boolean;
  readonly prime: boolean;
  readonly palindrome: boolean;
  readonly balanced: boolean;
  readonly unequal: readonly Operand[];
  readonly hasCharacters: readonly string[];
  readonly hasNumbers: readonly Operand[];
  readonly hasSpan: Span | undefined;
  readonly sums: readonly { readonly name: string; readonly most: Operand; readonly span: Span }[];
}

export interface Bounds {
  readonly lower: Operand;
  readonly upper: Operand;
  /** What an error about the bounds points at. */
  readonly span: Span;
  readonly ofString: boolean;
  /** Which of the two is not in the text. */
  readonly defaulted: 'lower' | 'upper' | undefined;
}

/** The characters a string is drawn from. */
interface Symbols {
  readonly list: readonly string[];
  /** UTF-8 bytes of each, and of the narrowest. */
  readonly bytes: Uint8Array;
  readonly leastBytes: number;
}

const plans = new WeakMap<ClexProgram, Plan>();

/** The plan of a program, made at the first call. */
export function planOf(program: ClexProgram): Plan {
  let plan = plans.get(program);
  if (plan === undefined) {
    plan = new Planner(program).plan();
    plans.set(program, plan);
  }
  return plan;
}

/** From here on a body that is called takes its flattest branch: recursion must end. */
const DEEP_CALLS = 6;
const MANY_CALLS = 60;

/** Whether only the flattest branches may be taken. @param depth calls around @param calls calls so far */
export function mustTakeFlattest(depth: number, calls: number): boolean {
  return depth > DEEP_CALLS || calls > MANY_CALLS;
}

/**
 * The branches that may be taken, the simplest first: the flattest ones, among those of one height as they
 * are written.
 */
export function orderOf({ branches }: PlanBody, mustBeFlattest: boolean): PlanBranch[] {
  const least = Math.min(...branches.map(({ height }) => height));
  const allowed = mustBeFlattest ? branches.filter(({ height }) => height === least) : [...branches];
  return allowed.sort((a, b) => a.height - b.height);
}

const NUMBER_DEFAULTS = { lower: -2147483648, upper: 2147483647 };
const CAPTURE_DEFAULTS = { lower: 0, upper: 4294967295 };
const LENGTH_DEFAULTS = { lower: 1, upper: 12 };

/** The repeat that names belong to, while it is being planned. */
interface Owner {
  owned: string[];
  mayReject: boolean;
  /** The group as it stands in the program, for what is bound by `sum`. */
  group: object | undefined;
}

class Planner {
  private readonly groups = new Map<string, PlanGroup>();
  private readonly known = new Set<string>();
  private readonly sizes: ReadonlySet<string>;
  private readonly custom = new Map<readonly string[], Symbols>();
  private isKeyed = false;

  constructor(private readonly program: ClexProgram) {
    this.sizes = sizeNames(program);
  }

  plan(): Plan {
    const root: Owner = { owned: [], mayReject: false, group: undefined };
    const body = this.body(this.program.body, root, root);
    measureHeights(body, this.groups);
    return {
      body,
      groups: this.groups,
      captureCount: this.program.captureCount,
      remembered: rememberedNames(this.program),
      isKeyed: this.isKeyed,
      mayReject: root.mayReject,
      span: this.program.span,
    };
  }

  /**
   * @param owner the innermost repeat around, which names belong to
   * @param round the innermost group around, which is drawn again when something in it does not hold
   */
  private body(body: Body, owner: Owner, round: Owner): PlanBody {
    const branches = body.branches.map(({ weight, steps }) => ({
      weight: Math.min(Number(weight), 1e6),
      steps: steps.map((step) => this.step(step, owner, round)),
      height: 0,
    }));
    return { branches };
  }

  private step(step: Step, owner: Owner, round: Owner): PlanStep {
    const { span } = step;
    switch (step.kind) {
      case 'line':
      case 'glue':
        return { kind: step.kind, span };
      case 'where':
        round.mayReject = true;
        return { kind: 'where', test: this.compile(step.test), span };
      case 'assign':
        this.own(step.name, owner);
        return { kind: 'assign', name: step.name, value: this.compile(step.value), span };
      case 'show': {
        const { name, index } = step.value;
        return { kind: 'show', name, index: index && this.compile(index), span };
      }
      case 'call':
        // What is called may hold anything.
        round.mayReject = true;
        return { kind: 'call', name: step.name, span };
      case 'capture':
        return {
          kind: 'capture',
          group: step.group,
          bounds: this.bounds(step.range, CAPTURE_DEFAULTS, span),
          span,
        };
      case 'group':
        return this.group(step, owner, round);
      case 'graph':
        return this.graph(step, round);
      default:
        return this.data(step, owner, round);
    }
  }

  private group(unit: GroupUnit, owner: Owner, round: Owner): PlanGroup {
    const mine: Owner = { owned: [], mayReject: false, group: unit };
    const inner = unit.repeat === undefined ? owner : mine;
    const body = this.body(unit.body, inner, mine);
    const rules = this.rules(unit.rules);
    if (rules.distinct || rules.sorted || rules.hasCharacters.length > 0) this.isKeyed = true;
    if (rules.distinct) mine.mayReject = true;
    // A sum that cannot be kept goes up to the group that bounds it.
    if (rules.sums.length > 0) mine.mayReject = true;
    if (mine.mayReject) round.mayReject = true;
    const { name, span } = unit;
    const planned: PlanGroup = {
      kind: 'group',
      name,
      body,
      repeat: this.repeat(unit.repeat),
      rules,
      owned: mine.owned,
      mayReject: mine.mayReject,
      identity: unit,
      span,
    };
    if (name !== undefined) this.groups.set(name, planned);
    return planned;
  }

  private graph(unit: GraphUnit, round: Owner): PlanGraph {
    this.known.add('u').add('v');
    const sizes = unit.arguments.map((argument) => this.compile(argument));
    let each: PlanGroup | undefined;
    if (unit.each !== undefined) {
      const mine: Owner = { owned: [], mayReject: false, group: unit.each };
      const body = this.body(unit.each.body, mine, mine);
      if (mine.mayReject) round.mayReject = true;
      const { span } = unit.each;
      const rules = NO_RULES;
      each = {
        kind: 'group',
        name: unit.each.name,
        body,
        repeat: undefined,
        rules,
        owned: mine.owned,
        mayReject: mine.mayReject,
        identity: unit.each,
        span,
      };
      if (unit.each.name !== undefined) this.groups.set(unit.each.name, each);
    }
    return { kind: 'graph', shape: unit.shape, sizes, words: new Set(unit.words), each, span: unit.span };
  }

  private data(unit: DataUnit, owner: Owner, round: Owner): PlanData {
    const { name, silent, span } = unit;
    const owned: string[] = [];
    if (name !== undefined) {
      if (unit.repeat === undefined) this.own(name, owner);
      else this.ownIn(name, owned);
    }
    const base = { name, silent, repeat: this.repeat(unit.repeat), owned, span };
    if (unit.kind === 'literal') {
      return { kind: 'literal', text: unit.text, bytes: utf8Length(unit.text), ...base };
    }
    const rules = this.rules(unit.rules);
    if (rules.distinct && unit.repeat === undefined) round.mayReject = true;
    if (unit.kind === 'string') {
      const bounds = this.bounds(unit.range, LENGTH_DEFAULTS, span, true);
      return { kind: 'string', bounds, symbols: this.symbols(unit.charset), rules, ...base };
    }
    const bounds = this.bounds(unit.range, NUMBER_DEFAULTS, span);
    const digits = unit.range?.digits && this.compile(unit.range.digits);
    if (unit.kind === 'float') return { kind: 'float', bounds, digits, rules, ...base };
    const isSize = name !== undefined && this.sizes.has(name);
    // With a repeat of its own it is drawn more than once a round.
    const parent = unit.repeat === undefined ? round.group : undefined;
    return { kind: 'integer', bounds, digits, rules, isSize, parent, ...base };
  }

  /** A name belongs to the innermost repeat around the place where it is first written. */
  private own(name: string, owner: Owner): void {
    this.ownIn(name, owner.owned);
  }

  private ownIn(name: string, owned: string[]): void {
    if (this.known.has(name)) return;
    this.known.add(name);
    owned.push(name);
  }

  private rules(rules: readonly Rule[]): Rules {
    if (rules.length === 0) return NO_RULES;
    const flags = new Set(rules.map(({ kind }) => kind));
    const has = rules.filter((rule) => rule.kind === 'has');
    return {
      distinct: flags.has('distinct'),
      sorted: flags.has('sorted'),
      prime: flags.has('prime'),
      palindrome: flags.has('palindrome'),
      balanced: flags.has('balanced'),
      unequal: rules.flatMap((rule) => (rule.kind === 'unequal' ? [this.compile(rule.value)] : [])),
      hasCharacters: has.flatMap(({ wanted }) =>
        wanted.kind === 'custom'
          ? wanted.symbols
          : wanted.kind === 'named'
            ? Array.from(NAMED_CHARSETS[wanted.name])
            : [],
      ),
      hasNumbers: has.flatMap(({ wanted }) =>
        wanted.kind === 'custom' || wanted.kind === 'named' ? [] : [this.compile(wanted)],
      ),
      hasSpan: has[0]?.span,
      sums: rules.flatMap((rule) =>
        rule.kind === 'sum' ? [{ name: rule.name, most: this.compile(rule.most), span: rule.span }] : [],
      ),
    };
  }

  private repeat(repeat: Repeat | undefined): PlanRepeat | undefined {
    if (repeat === undefined) return undefined;
    const { least, most, span } = repeat;
    return { least: this.compile(least), most: most && this.compile(most), span };
  }

  private bounds(
    range: Range | undefined,
    defaults: { lower: number; upper: number },
    unitSpan: Span,
    ofString = false,
  ): Bounds {
    const { lower, upper } = range ?? {};
    const span = range?.span ?? unitSpan;
    return {
      lower: lower === undefined ? constantOperand(defaults.lower, span) : this.compile(lower),
      upper: upper === undefined ? constantOperand(defaults.upper, span) : this.compile(upper),
      span,
      ofString,
      defaulted: lower === undefined ? 'lower' : upper === undefined ? 'upper' : undefined,
    };
  }

  private symbols(charset: (DataUnit & { kind: 'string' })['charset']): Symbols {
    if (charset?.kind !== 'custom') return namedSymbols(charset?.name ?? DEFAULT_CHARSET);
    let symbols = this.custom.get(charset.symbols);
    if (symbols === undefined) {
      symbols = planSymbols(charset.symbols);
      this.custom.set(charset.symbols, symbols);
    }
    return symbols;
  }

  private compile(expr: Expr): Operand {
    return compile(expr, this.program.captureCount);
  }
}

const NO_RULES: Rules = {
  distinct: false,
  sorted: false,
  prime: false,
  palindrome: false,
  balanced: false,
  unequal: [],
  hasCharacters: [],
  hasNumbers: [],
  hasSpan: undefined,
  sums: [],
};

const ENDLESS = 1_000_000;

/** Says of each branch how many calls deep its flattest text is. */
function measureHeights(body: PlanBody, groups: ReadonlyMap<string, PlanGroup>): void {
  if (groups.size === 0) return;
  const heights = new Map<string, number>();
  const ofBody = ({ branches }: PlanBody): number => {
    for (const branch of branches) branch.height = ofSteps(branch.steps);
    return Math.min(...branches.map(({ height }) => height));
  };
  const ofSteps = (steps: readonly PlanStep[]): number => {
    let height = 0;
    for (const step of steps) {
      if (step.kind === 'call')
        height = Math.max(height, Math.min(ENDLESS, 1 + (heights.get(step.name) ?? ENDLESS)));
      if (step.kind === 'group') height = Math.max(height, ofBody(step.body));
      if (step.kind === 'graph' && step.each !== undefined) height = Math.max(height, ofBody(step.each.body));
    }
    return height;
  };
  // Each pass settles at least one more group; heights settle after as many passes as groups hang on one
  // another.
  for (let changed = true, pass = 0; changed && pass <= groups.size; pass++) {
    changed = false;
    for (const [name, group] of groups) {
      const height = ofBody(group.body);
      if (height !== heights.get(name)) changed = true;
      heights.set(name, height);
    }
  }
  ofBody(body);
}

const named = new Map<CharsetName, Symbols>();

function namedSymbols(name: CharsetName): Symbols {
  let symbols = named.get(name);
  if (symbols === undefined) {
    symbols = planSymbols(Array.from(NAMED_CHARSETS[name]));
    named.set(name, symbols);
  }
  return symbols;
}

function planSymbols(list: readonly string[]): Symbols {
  const bytes = Uint8Array.from(list, utf8Length);
  return { list, bytes, leastBytes: bytes.reduce((least, width) => Math.min(least, width), 4) };
}
