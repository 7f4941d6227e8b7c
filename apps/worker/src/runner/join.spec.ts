import { readdirSync, readFileSync } from 'node:fs';
import { withDefaultLimits, type Limits } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunnerFixture } from './testing.js';
import type { JoinedRuns, Sandbox } from './runner.js';

let fixture: RunnerFixture;
beforeAll(async () => {
  fixture = await RunnerFixture.start(['bash'], undefined, undefined, undefined, { forksBoxes: true });
});
afterAll(() => fixture.stop());

interface Joined extends JoinedRuns {
  said: [string, string];
  errors: [string, string];
  /** Who has ended, in this order. */
  ended: number[];
  atMs: number[];
  bothWait: Promise<void>;
}

/** Two programs of bash, each in a sandbox of its own, as often as `use` joins them. */
async function withPair(
  sources: readonly [string, string],
  use: (join: (limits?: Partial<Limits>) => Promise<Joined>, sandboxes: [Sandbox, Sandbox]) => Promise<void>,
): Promise<void> {
  const [one, other] = await Promise.all(
    sources.map((source) => fixture.compile({ language: 'bash', source })),
  );
  const sandboxes: [Sandbox, Sandbox] = [
    await fixture.runner.open([one!]),
    await fixture.runner.open([other!]),
  ];
  const join = async (limits: Partial<Limits> = {}): Promise<Joined> => {
    const told: Pick<Joined, 'said' | 'errors' | 'ended' | 'atMs'> = {
      said: ['', ''],
      errors: ['', ''],
      ended: [],
      atMs: [],
    };
    let onBothWait!: () => void;
    const bothWait = new Promise<void>((resolve) => (onBothWait = resolve));
    const rest = { item: { stdin: '' }, limits: withDefaultLimits(limits) };
    const mine = { program: one!, ...rest };
    const runs = await sandboxes[0].join!(
      mine,
      sandboxes[1],
      { program: other!, ...rest },
      {
        onSaid(from, atMs, data) {
          told.said[from] += data.toString();
          told.atMs.push(atMs);
        },
        onStderr: (from, data) => void (told.errors[from] += data.toString()),
        onWaits: ([a, b]) => void (a && b && onBothWait()),
        onEnd: (which) => void told.ended.push(which),
      },
    );
    return { ...runs!, ...told, bothWait };
  };
  try {
    await use(join, sandboxes);
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }
}

const ASKS = 'for i in 1 2 3; do echo "$i"; read -r answer; echo "heard $answer" >&2; done';
const ANSWERS = 'while read -r line; do echo "$((line * 2))"; done; echo "no more" >&2';

/** Relays below a forker of this process. */
const relays = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'box-relay') return false;
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
        const grandparent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${parent}/status`, 'utf8'))![1];
        return Number(grandparent) === process.pid;
      } catch {
        return false;
      }
    });

describe('two runs that are joined', () => {
  it('read what the other writes, and its end as the end of their input, time after time', async () => {
    await withPair([ASKS, ANSWERS], async (join) => {
      for (let time = 0; time < 3; time++) {
        const joined = await join();
        const outcomes = await Promise.all(joined.outcomes);
        expect(outcomes.map(({ kind }) => kind)).toEqual(['ok', 'ok']);
        expect(joined.said).toEqual(['1\n2\n3\n', '2\n4\n6\n']);
        expect(joined.errors).toEqual(['heard 2\nheard 4\nheard 6\n', 'no more\n']);
        expect(joined.ended).toEqual([0, 1]);
        expect(joined.atMs).toEqual([...joined.atMs].sort((a, b) => a - b));
        expect(outcomes.map(({ stdoutBytes }) => stdoutBytes)).toEqual([6, 6]);
      }
      expect(relays()).toHaveLength(1);
    });
    expect(relays()).toEqual([]);
  });

  it('see nothing of the way to the relay between them, which has no right to anything', async () => {
    const lists =
      'for fd in /proc/self/fd/*; do [ -S "$fd" ] && echo "$fd" >&2; done; read -r line; echo end';
    await withPair([lists, 'echo go; read -r line; sleep 0.2'], async (join) => {
      const joined = await join();
      await joined.outcomes[0];
      expect(joined).toMatchObject({ said: ['end\n', 'go\n'], errors: ['', ''] });
      const status = readFileSync(`/proc/${relays()[0]}/status`, 'utf8');
      expect(status).toMatch(/^Seccomp:\s+2$/m);
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
      expect(status).toMatch(/^CapEff:\s+0+$/m);
      if (process.getuid!() === 0) expect(status).toMatch(/^Uid:\s+65534\s+65534\s+65534\s+65534$/m);
      await joined.outcomes[1];
    });
  });

  it('are told apart: one that waits is not both', async () => {
    await withPair(['read -r line', 'read -r line'], async (join) => {
      const joined = await join();
      const startedAt = performance.now();
      await joined.bothWait;
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      joined.signal(0, 'SIGKILL');
      // The other reads the end of its input then.
      expect(await joined.outcomes[0]).toMatchObject({ signal: 'SIGKILL' });
      expect(await joined.outcomes[1]).toMatchObject({ kind: 'runtime_error', exitCode: 1 });
    });
    await withPair(['read -r line', 'sleep 0.8'], async (join) => {
      const joined = await join();
      const waited = await Promise.race([joined.bothWait.then(() => true), joined.outcomes[1]]);
      expect(waited).toMatchObject({ kind: 'ok' });
    });
  });

  it('may open their streams once more, by name and by descriptor, and are known to wait there as well', async () => {
    const names =
      'exec 5</dev/stdin 6>/dev/stdout; echo "$1 one" >&6; read -r line <&5; echo "$line" >&2; read -r line <&5';
    const moved =
      'exec 7<&0 8>&1 </dev/null >/dev/null; read -r line </proc/self/fd/7; echo "two $line" >/proc/self/fd/8; read -r line <&7';
    await withPair([names, moved], async (join) => {
      const joined = await join();
      await joined.bothWait;
      expect(joined.said).toEqual([' one\n', 'two one\n']);
      expect(joined.errors).toEqual(['two one\n', '']);
      joined.signal(0, 'SIGKILL');
      await Promise.all(joined.outcomes);
    });
  });

  it('of which one waits again after long are known to wait', async () => {
    const slow = 'for i in 1 2 3; do sleep 0.4; echo "$i"; read -r line; done; read -r line';
    const quick = 'for i in 1 2 3; do read -r line; echo "$line"; done; read -r line';
    await withPair([slow, quick], async (join) => {
      const joined = await join();
      await joined.bothWait;
      expect(joined.said).toEqual(['1\n2\n3\n', '1\n2\n3\n']);
      joined.signal(0, 'SIGKILL');
      await Promise.all(joined.outcomes);
    });
  });

  it('may write more than the other ever reads, up to the limit of outputs', async () => {
    await withPair(['yes | head -c 3000000', 'read -r line; sleep 0.2; cat | wc -c >&2'], async (join) => {
      const joined = await join();
      expect((await joined.outcomes[0]).kind).toBe('ok');
      expect((await joined.outcomes[1]).kind).toBe('ok');
      expect(joined.errors[1].trim()).toBe('2999998');
    });
    await withPair(['yes', 'exec <&-; sleep 0.3'], async (join) => {
      const joined = await join({ outputLimitBytes: 1 << 20 });
      const [outcome] = await Promise.all(joined.outcomes);
      expect(outcome).toMatchObject({ kind: 'output_limit' });
      expect(joined.said[0].length).toBe(1 << 20);
      // The same boxes, once more.
      expect((await Promise.all((await join({ outputLimitBytes: 1 << 20 })).outcomes))[0]).toMatchObject({
        kind: 'output_limit',
      });
    });
  });

  it('are ended with the relay between them, and the next two get another', async () => {
    await withPair([ASKS, `${ANSWERS}; sleep 0.1`], async (join) => {
      expect((await Promise.all((await join()).outcomes)).map(({ kind }) => kind)).toEqual(['ok', 'ok']);
      const [relay] = relays();
      const joined = await join();
      process.kill(relay!, 'SIGKILL');
      for (const outcome of await Promise.all(joined.outcomes)) {
        expect(outcome).toMatchObject({ kind: 'internal' });
        expect(outcome.kind === 'internal' && outcome.reason).toContain('the relay is gone');
      }
      expect((await Promise.all((await join()).outcomes)).map(({ kind }) => kind)).toEqual(['ok', 'ok']);
    });
  });

  it('end when a sandbox is closed', async () => {
    await withPair(['read -r line', 'read -r line'], async (join, [sandbox]) => {
      const joined = await join();
      await sandbox.close();
      await expect(joined.outcomes[0]).rejects.toThrow('closed');
      joined.signal(1, 'SIGKILL');
      await joined.outcomes[1];
    });
  });
});
