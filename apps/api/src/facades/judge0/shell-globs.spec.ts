import { describe, expect, it } from 'vitest';
import { shellWordsIn } from './shell-globs.js';

const PATHS = ['script.py', 'one.txt', 'two.txt', '.hidden.txt', 'data/a.csv', 'data/b.csv', 'a[1].c'];

describe('the words of a command line in a folder', () => {
  it.each([
    ['*.txt', ['one.txt', 'two.txt']],
    ['"*.txt" \'*\' \\*.txt', ['*.txt', '*', '*.txt']],
    ['???.txt no*thing', ['one.txt', 'two.txt', 'no*thing']],
    ['data/[a-a].csv data/[!a].csv data/[^b].csv', ['data/a.csv', 'data/b.csv', 'data/a.csv']],
    ['.*', ['.hidden.txt']],
    ['d* */*.csv', ['data', 'data/a.csv', 'data/b.csv']],
    ['a[[]1].c a[ []]', ['a[1].c', 'a[', '[]]']],
    ['t*o.t*t', ['two.txt']],
    ['"a b"*', ['a b*']],
  ])('takes %s as a shell does', (line, words) => {
    expect(shellWordsIn(line, PATHS)).toEqual(words);
  });

  it('is quick with a pattern of many stars', () => {
    const line = `${'*a'.repeat(250)}b`;
    expect(shellWordsIn(line, ['a'.repeat(255)])).toEqual([line]);
  });
});
