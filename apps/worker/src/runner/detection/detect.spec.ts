import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Candidate } from '../languages/toolchain.js';
import { Detection, type DetectionProgress } from './detect.js';
import { ProofCache } from './proof-cache.js';
import { LANGUAGE_ROWS } from '../languages/table.js';
import { parseVersion } from '../languages/version.js';

const python = LANGUAGE_ROWS.find(({ id }) => id === 'python')!;
const candidate = (root: string | null, refusal?: string): Candidate => ({
  row: python,
  tool: `${root ?? '/usr'}/bin/python3`,
  companion: null,
  root,
  identity: String(root),
  ...(refusal && { refusal }),
});

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'cpast-detect-'))));
afterEach(() => rm(folder, { recursive: true }));

/** Detects among these, every one of which has the same version. */
async function detect(candidates: readonly Candidate[]) {
  const proven: string[] = [];
  const looks: DetectionProgress[] = [];
  const detection = new Detection({
    rows: [python],
    candidates: () => Promise.resolve([...candidates]),
    prove: ({ tool }) => {
      proven.push(tool);
      const version = parseVersion(python, 'Python 3.11.2')!;
      return Promise.resolve({ kind: 'works', proof: { version, variant: 0 } });
    },
    cache: new ProofCache(join(folder, 'toolchains.json')),
    identity: 'a box',
    concurrency: 1,
    onProgress: (look) => looks.push(look),
  });
  await detection.done;
  return { tools: detection.languages().map(({ toolchain }) => toolchain.tool), proven, looks };
}

describe('detection', () => {
  it("prefers the system's own toolchain to another of the same version, wherever that lies", async () => {
    const places = [candidate('/opt/python'), candidate(null), candidate('/a/python')];
    expect((await detect(places)).tools).toEqual(['/usr/bin/python3']);
  });

  it('says once why a toolchain is refused, and does not even try it', async () => {
    const { tools, proven, looks } = await detect([candidate('/srv', 'all of /srv'), candidate(null)]);
    expect([tools, proven]).toEqual([['/usr/bin/python3'], ['/usr/bin/python3']]);
    expect(looks.filter(({ reason }) => reason !== null)).toEqual([
      { row: python, tool: '/srv/bin/python3', version: null, reason: 'all of /srv', fromCache: false },
    ]);
  });
});
