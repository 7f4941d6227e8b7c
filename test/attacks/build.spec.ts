import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BOX } from './driver.js';

const folder = mkdtempSync(join(tmpdir(), 'cpast-box-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of readdirSync(BOX))
  if (!['build', 'test'].includes(name)) cpSync(join(BOX, name), join(folder, name), { recursive: true });

const env = { ...process.env, CC: 'gcc' };
const flags = execFileSync('sh', ['flags.sh'], { cwd: folder, encoding: 'utf8', env }).trim().split(' ');

/** The calls of the compiler among what was printed, each as its words. */
const callsIn = (text: string): Set<string>[] =>
  text
    .split('\n')
    .filter((line) => /^(\+ )?gcc /.test(line))
    .map((line) => new Set(line.split(' ')));

/** What is loaded into interpreters is built apart, and is no program. */
const isOfLibrary = (call: Set<string>): boolean => call.has('build/zygote.so');
const ofLibrary = execFileSync('sh', ['flags.sh', 'library'], { cwd: folder, encoding: 'utf8' })
  .trim()
  .split(' ');

const SEGMENT = { interpreter: 3, stack: 0x6474e551, readOnlyAfterStart: 0x6474e552 };
const EXECUTABLE = 1;
const POSITION_INDEPENDENT = 3;

/** Type of the file, and type and flags of its segments. */
function readElf(path: string): { type: number; segments: Map<number, number> } {
  const file = readFileSync(path);
  const start = Number(file.readBigUInt64LE(32));
  const size = file.readUInt16LE(54);
  const heads = Array.from({ length: file.readUInt16LE(56) }, (_, i) => file.subarray(start + i * size));
  return {
    type: file.readUInt16LE(16),
    segments: new Map(heads.map((head) => [head.readUInt32LE(0), head.readUInt32LE(4)])),
  };
}

describe('the box', () => {
  const MINUTE_MS = 60_000;
  const ofTheLinker = (flag: string): boolean => /^-(static|Wl,)/.test(flag);

  it('is hardened alike by build.sh and by make', { timeout: 5 * MINUTE_MS }, () => {
    const traced = spawnSync('sh', ['-x', 'build.sh'], { cwd: folder, encoding: 'utf8', env });
    expect(traced.status).toBe(0);
    const built = callsIn(traced.stderr);
    const [whole, ...others] = built.filter((call) => !isOfLibrary(call));
    expect(others).toEqual([]);
    expect([...(whole ?? [])]).toEqual(expect.arrayContaining(flags));
    const made = callsIn(execFileSync('make', ['-n', '-B', 'CC=gcc'], { cwd: folder, encoding: 'utf8' }));
    const planned = made.filter((call) => !isOfLibrary(call));
    for (const calls of [built, made]) {
      const library = calls.filter(isOfLibrary);
      expect(library).toHaveLength(1);
      expect([...library[0]!]).toEqual(expect.arrayContaining(ofLibrary));
    }
    const sources = readdirSync(folder).filter((name) => name.endsWith('.c'));
    expect(planned).toHaveLength(sources.length + 1);
    expect(planned.filter((call) => call.has('build/box.new'))).toHaveLength(1);
    for (const call of planned) {
      const wanted = call.has('build/box.new') ? flags : flags.filter((flag) => !ofTheLinker(flag));
      expect([...call]).toEqual(expect.arrayContaining(wanted));
    }
  });

  it('has every source file in the table of its README', () => {
    const readme = readFileSync(join(BOX, 'README.md'), 'utf8');
    const sources = readdirSync(BOX).filter((name) => name.endsWith('.c'));
    expect(sources.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('needs no linker of the host, lies at other addresses each time, and cannot execute its stack', () => {
    const { type, segments } = readElf(join(BOX, 'build/box'));
    expect(segments.has(SEGMENT.interpreter)).toBe(false);
    expect(segments.has(SEGMENT.readOnlyAfterStart)).toBe(true);
    expect((segments.get(SEGMENT.stack) ?? EXECUTABLE) & EXECUTABLE).toBe(0);
    if (flags.includes('-static-pie')) expect(type).toBe(POSITION_INDEPENDENT);
  });
});
