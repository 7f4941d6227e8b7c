import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generate, parse } from '../index.js';

/**
 * Texts pinned for good: people keep a seed to find a failing input again, so a change here breaks what they
 * kept. A new feature gets new rows; a row that fails is a mistake in the code.
 */
const GOLDEN: readonly [source: string, seed: bigint, index: number | bigint, text: string][] = [
  ['N[1,1000] N[1,1000]', 42n, 0, '104 377'],
  ['N[1,1000] N[1,1000]', 42n, 1, '129 998'],
  ['N[1,1000] N[1,1000]', 43n, 0, '653 989'],
  ['N[1,1000] N[1,1000]', 0n, 0, '481 169'],
  ['N[1,1000] N[1,1000]', -1n, 18446744073709551615n, '840 956'],
  ['(N[1,8]) (?:N[-10,10]){\\1}', 1n, 7, '1 4'],
  ['S[5,5,] F[0,1] N', 18446744073709551615n, 12345, 'ScPUo 0.6406831741937881 -1303869983'],
  ['N{4}', 42n, 0, '-1713079838 -566296971 1139634469 96014818'],
  [
    'N[-9223372036854775808,9223372036854775807]{3}',
    42n,
    0,
    '-7357621876783875077 -2432226969264163545 4894692776827953162',
  ],
  [
    'N[0,9007199254740991] N[0,9007199254740992] N[-9007199254740991,9007199254740991]',
    42n,
    0,
    '911010820347119 6631977605068957 4779973414871049',
  ],
  [
    'N[9223372036854775800,9223372036854775807]{3}',
    42n,
    0,
    '9223372036854775800 9223372036854775802 9223372036854775806',
  ],
  [
    'F F[0,1] F[-1,1] F[-9223372036854775808,9223372036854775807]',
    42n,
    0,
    '-1713078954.8672583 0.36814843841753925 0.5306842010486459 412379161000900608',
  ],
  [
    'F[9007199254740993,9007199254740993] F[0,1]{2}',
    7n,
    3,
    '9007199254740993 0.9887913568533526 0.7392965862611388',
  ],
  ['S{3}', 42n, 0, 'Xw n9eI6y7Qz 5'],
  ["S[1,8,@CH_ALL@] S[1,8,@CH_LOWER@] S[,,'aé😀']", 42n, 0, 'v qtpeziz a'],
  ['S[40,50,@CH_UPPER@]', 42n, 0, 'LYQTPEZIZAGNEUIPAYELCLOZJUJLQDPXALAWAPIIE'],
  [
    '(N) (N[1,3]) (?:(N[1,2]) N[\\3,9] S[\\3,\\3,@CH_NUM@]){\\2} N[\\1,]{0}',
    42n,
    12345,
    '3093399650 1 2 2 87',
  ],
];

const GOLDEN_SHA256: readonly [source: string, seed: bigint, index: number, sha256: string][] = [
  ['N{100000}', 42n, 0, 'bd2474cce2e4a7cd330f067afa659a00b9e5b6525331fc361f5d6c4c9fabda23'],
  ['N[0,2]{100000}', 42n, 0, 'dcdc593a5fccafc1c07db31f2c8a08cafbd853a41494e8355129125645cdd00f'],
  [
    'N[-9223372036854775808,9223372036854775807]{20000}',
    42n,
    0,
    '2f6a33027940bac74bcef01b881e951750b98fce379bb2aeda1dc86eee1232f2',
  ],
  ['F{50000}', 42n, 0, '32273b969a6a46114bb101d476d8185cc609565f3c27f83337c52718a42970d8'],
  ['F[0,1]{50000}', 42n, 0, 'b2fc3e86712abece4c500a4c574cbaf785e58f19b9d2fc7f191fd44dc12424e0'],
  ['S{50000}', 42n, 0, 'cd778f3cf921e0f8c54eca933ae8ae297c415a52905b7d31a25b1ebe2a44401e'],
  ["S[100000,100000,'aé😀→']", 42n, 0, '68dbe380ae8da7aae5f7fe1be356338a8b0398ddc39d01cc98ed1adab9c327d4'],
  [
    '(N[1000,2000]) (?:(N[0,20]) N{\\2} F{\\2}){\\1}',
    42n,
    0,
    '2c64c96131f43eb88214b45a765305606195bd58aae0f3178cdfe3a9a2f8d3c6',
  ],
];

describe('the text of a program, a seed and an index', () => {
  it.each(GOLDEN)('%j, %s, %s', (source, seed, index, text) => {
    expect(generate(parse(source), seed, index)).toBe(text);
  });

  it.each(GOLDEN_SHA256)('%j, %s, %s, by its SHA-256', (source, seed, index, sha256) => {
    const text = generate(parse(source), seed, index);
    expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
  });
});
