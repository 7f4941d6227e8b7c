import type { Request, Response } from 'express';
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { BodyBudget } from './body-budget.js';

const MiB = 1024 * 1024;
const request = (headers: Record<string, string>) => ({ headers }) as unknown as Request;
const response = () => new EventEmitter() as unknown as Response;

describe('the budget for bodies', () => {
  it('refuses a large body while others fill it, and takes it when they are answered', () => {
    const budget = new BodyBudget(32 * MiB);
    const first = response();
    budget.take(request({ 'content-length': String(16 * MiB) }), first, 16 * MiB);
    budget.take(request({ 'content-length': String(16 * MiB) }), response(), 16 * MiB);
    const third = request({ 'content-length': String(MiB) });
    expect(() => budget.take(third, response(), 16 * MiB)).toThrow('Too many large requests');
    first.emit('close');
    expect(() => budget.take(third, response(), 16 * MiB)).not.toThrow();
  });

  it('takes small bodies at any time', () => {
    const budget = new BodyBudget(16 * MiB);
    budget.take(request({ 'content-length': String(16 * MiB) }), response(), 16 * MiB);
    expect(() => budget.take(request({ 'content-length': '1000' }), response(), 16 * MiB)).not.toThrow();
  });

  it('counts a body of unknown length as the largest there can be', () => {
    const budget = new BodyBudget(16 * MiB);
    expect(() =>
      budget.take(request({ 'content-length': '9', 'content-encoding': 'gzip' }), response(), 17 * MiB),
    ).toThrow();
    expect(() => budget.take(request({}), response(), 17 * MiB)).toThrow();
  });
});
