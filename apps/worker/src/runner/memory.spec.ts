import { withDefaultLimits } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTested } from '../../../../test/support/languages.js';
import { testsUseDocker } from './docker/testing.js';
import type { Isolation, RunOutcome } from './runner.js';
import { RunnerFixture } from './testing.js';

const MiB = 1024 * 1024;
const LIMITS = withDefaultLimits({
  // Enough for an emulated processor as well.
  cpuTimeLimitMs: 60_000,
  wallTimeLimitMs: 90_000,
  memoryLimitBytes: 128 * MiB,
  processLimit: 128,
});

/** Every way that memory is limited in; with runner containers only their own. */
const MECHANISMS: readonly { name: string; isolation?: Isolation; cgroups?: boolean }[] = testsUseDocker
  ? [{ name: 'a box in a runner container' }]
  : [
      { name: 'a box in a cgroup of its own, where there is one' },
      { name: 'a box without a cgroup', cgroups: false },
      { name: 'a box with reduced isolation', isolation: 'reduced', cgroups: false },
    ];

const C_HEAD = ['stdio', 'stdlib', 'string', 'unistd', 'fcntl', 'sys/mman', 'sys/wait']
  .map((name) => `#include <${name}.h>\n`)
  .join('');
/**
 * Takes `m` MiB, read from the input, or as much as it gets; a page at a time, so that no compiler finds it
 * useless.
 */
const NATIVE = `${C_HEAD}int main(void) { long m; if (scanf("%ld", &m) != 1) return 9;
for (long i = 0; i < m; i++) { volatile char *p = malloc(1 << 20); if (!p) abort(); for (long at = 0; at < 1 << 20; at += 4096) p[at] = 1; }
puts("fed"); }`;
const MAPPED = (
  flags: string,
) => `#define _GNU_SOURCE\n${C_HEAD}int main(void) { long m; if (scanf("%ld", &m) != 1) return 9;
for (long i = 0; i < m; i += 8) { char name[24]; sprintf(name, "f%ld", ${flags === 'MAP_SHARED' ? 'i' : '0L'}); int f = open(name, O_RDWR | O_CREAT, 0600); if (f < 0 || ftruncate(f, 8 << 20)) return 8;
volatile char *p = mmap(0, 8 << 20, PROT_READ | PROT_WRITE, ${flags}, f, 0); if (p == MAP_FAILED) return 7; for (long at = 0; at < 8 << 20; at += 4096) p[at] = 1; close(f); }
puts("fed"); usleep(50000); }`;

/**
 * `within` and `beyond`: what the program is asked to take, in MiB; the limit is 128 unless `limitMiB` says
 * otherwise.
 */
interface Case {
  name: string;
  language: string;
  source: string;
  within: number;
  beyond: number;
  limitMiB?: number;
}
const CASES: readonly Case[] = [
  { name: 'native code', language: 'c', source: NATIVE, within: 120, beyond: 4000 },
  {
    name: 'private copies of a file',
    language: 'c',
    source: MAPPED('MAP_PRIVATE'),
    within: 112,
    beyond: 4000,
  },
  // The work folder has room for 64 MiB, so it is the limit that is low.
  {
    name: 'memory shared through files',
    language: 'c',
    source: MAPPED('MAP_SHARED'),
    within: 24,
    beyond: 56,
    limitMiB: 32,
  },
  {
    name: 'Python',
    language: 'python',
    source: 'x = []\nfor i in range(int(input())): x.append(bytearray(b"1" * (1 << 20)))\nprint("fed")',
    within: 100,
    beyond: 4000,
  },
  {
    name: 'the JVM',
    language: 'java',
    source:
      'import java.util.*;\npublic class Main { public static void main(String[] a) { int m = new Scanner(System.in).nextInt(); List<byte[]> l = new ArrayList<>(); for (int i = 0; i < m; i++) l.add(new byte[1000 << 10]); System.out.println("fed"); } }',
    within: 40,
    beyond: 4000,
    limitMiB: 256,
  },
  {
    name: 'V8',
    language: 'javascript',
    source:
      'const m = +require("fs").readFileSync(0, "utf8"); const l = []; for (let i = 0; i < m; i++) l.push(new Array(1 << 17).fill(i + 0.5)); console.log("fed");',
    within: 60,
    beyond: 4000,
    limitMiB: 256,
  },
  {
    name: 'Go',
    language: 'go',
    source:
      'package main\nimport "fmt"\nfunc main() { var m int; fmt.Scan(&m); var l [][]byte; for i := 0; i < m; i++ { b := make([]byte, 1<<20); for j := range b { b[j] = 1 }; l = append(l, b) }; fmt.Println("fed") }',
    within: 90,
    beyond: 4000,
  },
  {
    name: 'Rust',
    language: 'rust',
    source:
      'use std::io; fn main() { let mut s = String::new(); io::stdin().read_line(&mut s).unwrap(); let m: usize = s.trim().parse().unwrap(); let mut l = Vec::new(); for _ in 0..m { l.push(vec![1u8; 1 << 20]); } println!("fed{}", if l.len() == m { "" } else { "?" }); }',
    within: 120,
    beyond: 4000,
  },
  {
    name: 'many small processes',
    language: 'bash',
    // Each is small, and they live at the same time: what counts is the sum. Each needs 8 MiB for a moment,
    // on a busy machine all at once.
    source:
      'read m; for i in $(seq "$m"); do (x=$(printf "%*s" 4000000 ""); sleep 3; :) & done; wait; echo fed',
    within: 8,
    beyond: 60,
  },
];

/**
 * Compilers below a home folder are out of reach in reduced isolation, and that is where rustup puts them.
 */
const casesOf = (isolation?: Isolation): Case[] =>
  CASES.filter(({ language }) => isTested(language) && (isolation !== 'reduced' || language !== 'rust'));

describe.each(MECHANISMS)('memory in $name', ({ isolation, cgroups }) => {
  let fixture: RunnerFixture;
  beforeAll(async () => {
    fixture = await RunnerFixture.start(
      ['c', 'bash', 'python', 'java', 'javascript', 'go', 'rust'].filter(isTested),
      undefined,
      isolation,
      cgroups,
    );
    await fixture.runner.detected;
  }, 300_000);
  afterAll(() => fixture?.stop());

  const take = ({ language, source, limitMiB }: Case, mebibytes: number): Promise<RunOutcome> =>
    fixture.runOnce({ language, source }, `${mebibytes}\n`, {
      ...LIMITS,
      ...(limitMiB ? { memoryLimitBytes: limitMiB * MiB } : {}),
    });

  it.each(casesOf(isolation))(
    'of $name is limited, and is its own below the limit',
    { timeout: 120_000 },
    async (one) => {
      const within = await take(one, one.within);
      expect([within.kind, within.kind === 'ok' && within.stdout.toString()]).toEqual(['ok', 'fed\n']);
      const beyond = await take(one, one.beyond);
      expect(beyond.kind).toBe('memory_limit');
    },
  );

  it('of processes that are ending is not mistaken for more', { timeout: 120_000 }, async () => {
    const source =
      'for i in $(seq 20); do for k in $(seq 40); do (x=$(printf "%*s" 100000 ""); :) & done; wait; done; echo fed';
    const outcome = await fixture.runOnce({ language: 'bash', source }, '', {
      ...LIMITS,
      memoryLimitBytes: 96 * MiB,
    });
    expect([outcome.kind, outcome.kind === 'ok' && outcome.stdout.toString()]).toEqual(['ok', 'fed\n']);
  });
});
