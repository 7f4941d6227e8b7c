import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { signalNumber } from './signals.js';

describe('signals', () => {
  it.skipIf(process.platform !== 'linux')('have the numbers that Linux gives them', () => {
    for (const [name, number] of Object.entries(constants.signals)) expect(signalNumber(name)).toBe(number);
  });

  it.each([
    ['SIGRTMIN', 34],
    ['SIGRTMIN+1', 35],
    ['SIGRTMAX-1', 63],
    ['SIGRTMAX', 64],
    ['SIGRTMIN+31', null],
    ['SIGNOPE', null],
    ['INT', null],
    ['', null],
    ['constructor', null],
    ['SIGconstructor', null],
  ])('%s is %s', (name, number) => {
    expect(signalNumber(name)).toBe(number);
  });
});
