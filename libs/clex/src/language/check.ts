import type {
  Body,
  ClexProgram,
  DataUnit,
  Expr,
  FlagRule,
  GraphUnit,
  GraphWord,
  GroupUnit,
  Rule,
  Step,
} from './ast.js';
import { clexError } from './errors.js';

/**
 * What can be wrong with a program that is spelled right: names that are never drawn, groups that are called
 * and not there, rules that do not fit what they stand behind.
 *
 * @throws ClexError at the first of them in the order of the text
 */
export function checkProgram(program: ClexProgram): void {
  const names = new Set<string>();
  collectNames(program.body, names);
  new Check(names, program.groups).body(program.body);
}

function collectNames(body: Body, names: Set<string>): void {
  for (const { steps } of body.branches) {
    for (const step of steps) {
      if ('name' in step && step.name !== undefined && step.kind !== 'group' && step.kind !== 'call') {
        names.add(step.name);
      }
      if (step.kind === 'group') collectNames(step.body, names);
      if (step.kind === 'graph') {
        names.add('u').add('v');
        if (step.each !== undefined) collectNames(step.each.body, names);
      }
    }
  }
}

/** Which flags may stand behind what. */
const FLAGS_OF: Readonly<Record<'integer' | 'float' | 'string' | 'group', readonly FlagRule[]>> = {
  integer: ['distinct', 'sorted', 'prime'],
  float: ['distinct', 'sorted'],
  string: ['distinct', 'sorted', 'palindrome', 'balanced'],
  group: ['distinct', 'sorted'],
};

const HINTS: Readonly<Record<Rule['kind'], string>> = {
  distinct: 'No two alike: "N[1,9]{3} distinct".',
  sorted: 'In order: "N[1,9]{3} sorted", or behind a group that is repeated.',
  prime: '"prime" follows "N", as in "N[2,100] prime".',
  palindrome: `"palindrome" follows "S", as in "S[5,'ab'] palindrome".`,
  balanced: `"balanced" follows "S" and takes the charset as pairs: "S[10,'()[]'] balanced".`,
  unequal: '"!=" follows "N", "F" or "S", as in "N[1,9]!=x".',
  has: `"has 7" follows "N", and "has 'SE'" follows "S" or a group of them.`,
  sum: 'A bound on a sum follows a group that is repeated and draws the name as "N": "(?: n=N[1,9] ; ){3} sum n <= 20".',
};

class Check {
  constructor(
    private readonly names: ReadonlySet<string>,
    private readonly groups: ReadonlyMap<string, GroupUnit>,
  ) {}

  body(body: Body): void {
    for (const { steps } of body.branches) for (const step of steps) this.step(step);
  }

  private step(step: Step): void {
    switch (step.kind) {
      case 'line':
      case 'glue':
        return;
      case 'where':
        return this.expr(step.test);
      case 'assign':
        return this.expr(step.value);
      case 'show':
        return this.expr(step.value);
      case 'capture':
        return this.all(step.range?.lower, step.range?.upper);
      case 'call':
        return this.call(step.name, step.span);
      case 'graph':
        return this.graph(step);
      case 'group':
        this.body(step.body);
        this.all(step.repeat?.least, step.repeat?.most);
        for (const rule of step.rules) this.groupRule(rule, step);
        return;
      default:
        return this.data(step);
    }
  }

  private data(unit: DataUnit): void {
    if (unit.kind !== 'literal') {
      this.all(unit.range?.lower, unit.range?.upper, unit.range?.digits);
      if (unit.kind === 'integer') this.wholeBounds(unit.range?.lower, unit.range?.upper);
    }
    this.all(unit.repeat?.least, unit.repeat?.most);
    if (unit.kind !== 'literal') for (const rule of unit.rules) this.dataRule(rule, unit);
  }

  private wholeBounds(...bounds: (Expr | undefined)[]): void {
    for (const bound of bounds) {
      if (bound?.kind === 'decimal') throw clexError('not_a_whole_number', bound.span, undefined);
    }
  }

  private dataRule(rule: Rule, unit: Exclude<DataUnit, { kind: 'literal' }>): void {
    switch (rule.kind) {
      case 'unequal':
        return this.expr(rule.value);
      case 'has': {
        const wantsCharacters = rule.wanted.kind === 'named' || rule.wanted.kind === 'custom';
        const fits = wantsCharacters ? unit.kind === 'string' : unit.kind === 'integer';
        if (!fits) this.reject(rule);
        if (rule.wanted.kind !== 'named' && rule.wanted.kind !== 'custom') this.expr(rule.wanted);
        return;
      }
      case 'sum':
        return this.reject(rule);
      default:
        if (!FLAGS_OF[unit.kind].includes(rule.kind)) this.reject(rule);
        if (rule.kind === 'sorted' && unit.repeat === undefined) this.reject(rule);
        if (rule.kind === 'balanced' && unit.kind === 'string') this.balanced(rule, unit);
    }
  }

  private balanced(rule: Rule, unit: DataUnit & { kind: 'string' }): void {
    const { charset } = unit;
    if (charset?.kind !== 'custom' || charset.symbols.length % 2 !== 0) this.reject(rule);
  }

  private groupRule(rule: Rule, group: GroupUnit): void {
    switch (rule.kind) {
      case 'sum': {
        if (group.repeat === undefined || !drawsWhole(group.body, rule.name)) this.reject(rule);
        return this.expr(rule.most);
      }
      case 'has':
        if (rule.wanted.kind !== 'named' && rule.wanted.kind !== 'custom') this.reject(rule);
        return;
      case 'unequal':
        return this.reject(rule);
      default:
        if (!FLAGS_OF.group.includes(rule.kind)) this.reject(rule);
        if (rule.kind === 'sorted' && group.repeat === undefined) this.reject(rule);
    }
  }

  private reject(rule: Rule): never {
    const name = rule.kind === 'unequal' ? '!=' : rule.kind;
    throw clexError('rule_not_here', rule.span, { rule: name, hint: HINTS[rule.kind] });
  }

  private call(name: string, span: { start: number; end: number }): void {
    if (this.groups.has(name)) return;
    throw clexError('unknown_name', span, { name, nearest: [...this.groups.keys()][0] });
  }

  private graph(unit: GraphUnit): void {
    const expected = { tree: 1, graph: 2, bipartite: 3 }[unit.shape];
    const found = unit.arguments.length;
    if (found !== expected) {
      const details = {
        what: unit.shape,
        expected: expected === 1 ? '1 number' : `${expected} numbers`,
        found,
      };
      throw clexError('wrong_arguments', unit.span, details);
    }
    this.all(...unit.arguments);
    this.graphWords(unit);
    if (unit.each !== undefined) this.body(unit.each.body);
  }

  private graphWords({ shape, words, span }: GraphUnit): void {
    const reject = (rule: GraphWord, hint: string): never => {
      throw clexError('rule_not_here', span, { rule, hint });
    };
    const has = (word: GraphWord): boolean => words.includes(word);
    const allowed: Readonly<Record<typeof shape, readonly GraphWord[]>> = {
      tree: ['connected', 'acyclic', 'rooted', 'path', 'star'],
      graph: ['connected', 'directed', 'acyclic', 'loops', 'multi', 'path', 'star'],
      bipartite: ['directed', 'multi'],
    };
    const stray = words.find((word) => !allowed[shape].includes(word));
    if (stray !== undefined) reject(stray, `"${shape}" takes: ${allowed[shape].join(', ')}.`);
    if (has('acyclic') && has('loops')) reject('loops', 'A loop is a cycle: leave one of the two words out.');
    if (has('acyclic') && has('multi') && !has('directed')) {
      reject('multi', 'Two edges between the same vertices are a cycle: leave one of the two words out.');
    }
    if (has('path') && has('star'))
      reject('star', 'A tree is a path or a star: leave one of the two words out.');
  }

  private all(...exprs: (Expr | undefined)[]): void {
    for (const expr of exprs) if (expr !== undefined) this.expr(expr);
  }

  private expr(expr: Expr): void {
    switch (expr.kind) {
      case 'name':
        if (!this.names.has(expr.name)) {
          const details = { name: expr.name, hint: hintForUnknown(expr.name, this.names) };
          throw clexError('name_without_value', expr.span, details);
        }
        return this.all(expr.index);
      case 'unary':
        return this.expr(expr.operand);
      case 'binary':
        this.expr(expr.left);
        return this.expr(expr.right);
      case 'function':
        return this.all(...expr.arguments);
      default:
        return;
    }
  }
}

function hintForUnknown(name: string, names: ReadonlySet<string>): string {
  if (/^[nfs]$/.test(name)) {
    return `Write "${name.toUpperCase()}" in upper case to draw a value, or "${name}=N[1,9]" before it is used.`;
  }
  const near = [...names].find((known) => known[0] === name[0]);
  const asWell = near === undefined ? '' : ` Did you mean "${near}"?`;
  return `Nothing is drawn under this name; write "${name.slice(0, 40)}=N[1,9]" before it is used.${asWell}`;
}

/** Whether an `N` of that name stands somewhere in the body. */
function drawsWhole(body: Body, name: string): boolean {
  return body.branches.some(({ steps }) =>
    steps.some((step) => {
      if (step.kind === 'integer') return step.name === name;
      return step.kind === 'group' && drawsWhole(step.body, name);
    }),
  );
}
