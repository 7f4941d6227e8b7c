import type { BuiltInChecker } from '../index.js';

/** An answer and an output. */
export type Pair = [expected: string, actual: string];
export interface Vectors {
  rule: string;
  checker: BuiltInChecker;
  accepted: Pair[];
  wrong: Pair[];
}

export const stock = (name: string) => ({ type: 'testlib', name }) as const;

/** Of testlib's stock checkers: what is built in and what is written in C++ have to see them alike. */
export const STOCK_VECTORS: (Vectors & { checker: ReturnType<typeof stock> })[] = [
  {
    rule: 'testlib fcmp: lines byte for byte, as far as the answer goes',
    checker: stock('fcmp'),
    accepted: [
      ['a b\n', 'a b\n'],
      ['a\n', 'a'],
      ['a\r\n', 'a\n'],
      ['a', 'a\n\n\n'],
      ['', ''],
      ['a\n\nb\n', 'a\n\nb\n'],
      ['', '\n'],
    ],
    wrong: [
      ['a b', 'a  b'],
      ['a', 'a '],
      [' a', 'a'],
      ['a\nb', 'a'],
      ['a', 'a\nb'],
      ['a', 'A'],
      ['a', 'a\n b'],
      ['a\n\nb', 'a\nb'],
    ],
  },
  {
    rule: 'testlib lcmp: lines by their tokens',
    checker: stock('lcmp'),
    accepted: [
      ['a b\n', ' a   b \n'],
      ['a\nb\n', 'a\nb'],
      ['a', 'a\n\n'],
      ['1 2\n3', '1 2\r\n3\r\n'],
    ],
    wrong: [
      ['a b', 'a\nb'],
      ['a\nb', 'a b'],
      ['a', 'a\nb'],
      ['a b', 'b a'],
      ['a', 'A'],
      ['a\nb', 'a'],
    ],
  },
  {
    rule: 'testlib wcmp: tokens',
    checker: stock('wcmp'),
    accepted: [
      ['a b', 'a\n\nb'],
      ['', ' \n'],
      ['1 x', ' 1 x '],
    ],
    wrong: [
      ['a b', 'a'],
      ['a', 'a b'],
      ['a', 'A'],
      ['1', '1.0'],
      ['a b', 'b a'],
    ],
  },
  {
    rule: 'testlib ncmp: integers of 64 bits, in their one form',
    checker: stock('ncmp'),
    accepted: [
      ['1 -2 0', '1\n-2\n0'],
      ['9223372036854775807', '9223372036854775807'],
      ['-9223372036854775808', '-9223372036854775808'],
      ['', ''],
    ],
    wrong: [
      ['1', '+1'],
      ['1', '01'],
      ['0', '-0'],
      ['5', '5.0'],
      ['5', '6'],
      ['1 2', '1'],
      ['1', '1 2'],
      ['1', 'x'],
      ['1', '9223372036854775808'],
      ['1 2', '2 1'],
    ],
  },
  {
    rule: 'testlib uncmp: the same integers in any order',
    checker: stock('uncmp'),
    accepted: [
      ['1 2 2', '2 1 2'],
      ['', '\n'],
    ],
    wrong: [
      ['1 2 2', '1 1 2'],
      ['1', '1 1'],
      ['1 2', '1'],
      ['1', '01'],
    ],
  },
  {
    rule: 'testlib icmp: one integer of 32 bits and nothing more',
    checker: stock('icmp'),
    accepted: [
      ['5', ' 5\n'],
      ['-2147483648', '-2147483648'],
    ],
    wrong: [
      ['5', '5 5'],
      ['5', '6'],
      ['5', ''],
      ['5', '+5'],
      ['5', '2147483648'],
      ['5', '5.'],
    ],
  },
  {
    rule: 'testlib hcmp: one integer of any length',
    checker: stock('hcmp'),
    accepted: [
      ['123456789012345678901234567890', '123456789012345678901234567890'],
      ['0', '0'],
      ['-7', '-7'],
    ],
    wrong: [
      ['0', '-0'],
      ['7', '007'],
      ['7', '+7'],
      ['7', '7 7'],
      ['7', '8'],
      ['7', '7.0'],
    ],
  },
  {
    rule: 'testlib rcmp and acmp: one number, absolutely within 1.5e-6',
    checker: stock('rcmp'),
    accepted: [
      ['1', '1.0000014'],
      ['1000', '1000.000001'],
      ['0', '-0.0000014'],
      ['.5', '0.5'],
      ['5.', '+5'],
    ],
    wrong: [
      ['1', '1.0000016'],
      ['1000000', '1000001'],
      ['1', '1 1'],
      ['1', 'nan'],
      ['1', 'inf'],
      ['1', '0x1'],
      ['1', ''],
    ],
  },
  {
    rule: 'testlib dcmp: one number, absolutely or relatively within 1e-6',
    checker: stock('dcmp'),
    accepted: [
      ['1', '1.0000009'],
      ['1000000', '1000000.9'],
      ['-1000000', '-1000000.9'],
      ['0', '0.0000009'],
    ],
    wrong: [
      ['1', '1.0000021'],
      ['1000000', '1000002'],
      ['0', '0.0000011'],
      ['1', 'x'],
      ['1', '1 2'],
    ],
  },
  {
    rule: 'testlib rcmp4: numbers within 1e-4',
    checker: stock('rcmp4'),
    accepted: [
      ['1 2', '1.00009 2'],
      ['10000', '10000.9'],
      ['', ''],
    ],
    wrong: [
      ['1 2', '1.0002 2'],
      ['1', '1 1'],
      ['1 1', '1'],
      ['10000', '10001.1'],
      ['1', 'one'],
    ],
  },
  {
    rule: 'testlib rcmp9: numbers within 1e-9',
    checker: stock('rcmp9'),
    accepted: [
      ['1', '1.0000000009'],
      ['1e9', '1000000000.9'],
    ],
    wrong: [
      ['1', '1.000000002'],
      ['1e9', '1000000002'],
    ],
  },
  {
    rule: 'testlib rncmp: numbers absolutely within 1.5e-5',
    checker: stock('rncmp'),
    accepted: [
      ['1 1', '1.000014 0.999986'],
      ['100000', '100000.00001'],
    ],
    wrong: [
      ['1', '1.000016'],
      ['100000', '100001'],
      ['1', '1 1'],
    ],
  },
  {
    rule: 'testlib yesno and nyesno: words of either case',
    checker: stock('nyesno'),
    accepted: [
      ['YES NO', 'yes\nNo'],
      ['yes', 'YES'],
    ],
    wrong: [
      ['YES', 'NO'],
      ['YES', 'Y'],
      ['YES', 'YES YES'],
      ['YES NO', 'YES'],
      ['NO', 'maybe'],
    ],
  },
  {
    rule: 'testlib yesno: one word only',
    checker: stock('yesno'),
    accepted: [['NO', 'no']],
    wrong: [
      ['NO', 'no no'],
      ['NO', 'yes'],
      ['NO', ''],
    ],
  },
  {
    rule: 'testlib casewcmp: a line for each case',
    checker: stock('casewcmp'),
    accepted: [['Case 1: a b\nCase 2: c', 'Case 1: a  b\nCase 2: c\n']],
    wrong: [
      ['Case 1: a', 'Case 1: b'],
      ['Case 1: a\nCase 2: b', 'Case 1: a'],
      ['Case 1: a', 'Case 2: a'],
      ['Case 1: a', 'a'],
    ],
  },
];
