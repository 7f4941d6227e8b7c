import type { Body, ClexProgram, Expr, Step } from '../language/ast.js';

/** Names whose earlier values are asked for: `a[3]`, `sum(a)`. */
export function rememberedNames(program: ClexProgram): Set<string> {
  const names = new Set<string>();
  const look = (expr: Expr): void => {
    if (expr.kind === 'name' && expr.index !== undefined) names.add(expr.name);
    if (expr.kind === 'function' && expr.arguments.length === 1 && expr.arguments[0]?.kind === 'name') {
      names.add(expr.arguments[0].name);
    }
  };
  walk(program.body, (step) => expressionsOf(step).forEach((expr) => visit(expr, look)));
  return names;
}

/** Names that say how often or how long something is, also through other names: `let m=2*n`. */
export function sizeNames(program: ClexProgram): Set<string> {
  const names = new Set<string>();
  const keep = (expr: Expr | undefined): void => {
    if (expr !== undefined) visit(expr, (part) => part.kind === 'name' && names.add(part.name));
  };
  const assigned: { name: string; value: Expr }[] = [];
  walk(program.body, (step) => {
    if (step.kind === 'graph') step.arguments.forEach(keep);
    if (step.kind === 'assign') assigned.push(step);
    if ('repeat' in step) {
      keep(step.repeat?.least);
      keep(step.repeat?.most);
    }
    if (step.kind === 'string') {
      keep(step.range?.lower);
      keep(step.range?.upper);
    }
  });
  for (const { name, value } of assigned.reverse()) if (names.has(name)) keep(value);
  return names;
}

function walk(body: Body, see: (step: Step) => void): void {
  for (const { steps } of body.branches) {
    for (const step of steps) {
      see(step);
      if (step.kind === 'group') walk(step.body, see);
      if (step.kind === 'graph' && step.each !== undefined) walk(step.each.body, see);
    }
  }
}

function expressionsOf(step: Step): Expr[] {
  const found: (Expr | undefined)[] = [];
  if (step.kind === 'where') found.push(step.test);
  if (step.kind === 'assign' || step.kind === 'show') found.push(step.value);
  if (step.kind === 'graph') found.push(...step.arguments);
  if ('range' in step) found.push(step.range?.lower, step.range?.upper, step.range?.digits);
  if ('repeat' in step) found.push(step.repeat?.least, step.repeat?.most);
  if ('rules' in step) {
    for (const rule of step.rules) {
      if (rule.kind === 'unequal') found.push(rule.value);
      if (rule.kind === 'sum') found.push(rule.most);
      if (rule.kind === 'has' && rule.wanted.kind !== 'named' && rule.wanted.kind !== 'custom') {
        found.push(rule.wanted);
      }
    }
  }
  return found.filter((expr) => expr !== undefined);
}

function visit(expr: Expr, see: (part: Expr) => void): void {
  see(expr);
  if (expr.kind === 'name' && expr.index !== undefined) visit(expr.index, see);
  if (expr.kind === 'unary') visit(expr.operand, see);
  if (expr.kind === 'function') for (const argument of expr.arguments) visit(argument, see);
  if (expr.kind === 'binary') {
    visit(expr.left, see);
    visit(expr.right, see);
  }
}
