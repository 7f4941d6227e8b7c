import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generate, parse, type Strategy } from '../index.js';

/**
 * The first fifty texts of a program, a seed and a strategy, pinned for good by their SHA-256: people keep a
 * seed to find a failing input again. A row that fails is a mistake in the code. They were the same on Node
 * 20, 22 and 24.
 */
const GOLDEN: readonly [source: string, seed: bigint, strategy: Strategy, sha256: string][] = [
  [
    'n=N[1,10] ; N[1,10^9]{n} ;',
    1n,
    'mixed',
    'dbe97053c3b0fb10e6e80ee5bd16466e28ddda56c8a6af4c3724525b8db8d122',
  ],
  [
    'n=N[2,300] m=N[n-1,2*n] ; graph(n,m) connected each (?: u v N[1,10^9] ; )',
    42n,
    'uniform',
    'e301e1ddf685ba3f4ad80d5725a36c6722aa2c80173962f42a64ac1c070e80a7',
  ],
  [
    'n=N[1,200] ; tree(n) rooted N[1,n]{n} distinct ;',
    7n,
    'mixed',
    'dd16a3cfbc4f7ad6876201b1cfd4e02c498bb5b3f4db07f56b53fd75fba90c69',
  ],
  [
    "let h=N[1,50] S[2*h,'()[]'] balanced ; S[1,40,@a-z@] palindrome ;",
    18446744073709551615n,
    'uniform',
    'd736d411e1b0e11f5d60c870845f3583a2797db7832c0a8073f5b057ace2fc04',
  ],
  [
    '(?e: 3: N[0,99] | <e>~(?:"+"|"-")~<e> | "("~<e>~")" ) ;',
    3n,
    'mixed',
    '98ffec1a8d2e0dad23456f52b399fdfecf00d1ad3fe51d234d5ccf9ae04e82e4',
  ],
  [
    'F[0,1,3]{20} F[-1.5,2.25]{20} N[-9223372036854775808,9223372036854775807]{20}',
    5n,
    'mixed',
    'da39e94a29b2cc534e7d4a957c8a32183076565c44dc748e7ad65bcedb6d7963',
  ],
  [
    't=N[1,20] ; (?: n=N[1,50] ; N[0,99]{n} sorted ; ){t} sum n <= 200',
    9n,
    'uniform',
    '51f25f92c5dc0cd0fc5b17d07b87b3e1bcba36fb3e26d873285dd213d7061a2c',
  ],
  [
    "n=N[1,30] m=N[2,30] ; (?: S[m,'.#'] ; ){n} has 'AB'",
    11n,
    'mixed',
    'e6b64692cc21645768f63b1ca2f57be9a4f542dbe9c55f57621391c6fd23238f',
  ],
  [
    'n=N[2,50] p=N[n,10^6] prime ; x=N[1,9]!=p N[1,9]!=x where x>2 ; bipartite(n,n,n) N[1,9]{3} distinct sorted',
    13n,
    'mixed',
    '13923841ccf4057571abbca59ab36fa8a7f30bd2e8421babde33237b8d001346',
  ],
  [
    '(N[1,8]) (?:N[-10,10] S F){\\1}',
    17n,
    'mixed',
    'e9f2f23ade2be98c5a0af99347eb2bd31d989fe47e3209248c66dc7c11d7f90a',
  ],
];

describe('the texts of a program, a seed and a strategy', () => {
  it.each(GOLDEN)('%j, %s, %s', (source, seed, strategy, sha256) => {
    const program = parse(source);
    const hash = createHash('sha256');
    for (let index = 0; index < 50; index++) {
      hash.update(`${generate(program, seed, index, undefined, strategy)}\0`);
    }
    expect(hash.digest('hex')).toBe(sha256);
  });
});
