import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/docker.js';
import { DockerFixture, engine, ownContainers } from './support.js';

let fixture: DockerFixture;
beforeAll(async () => void (fixture = await DockerFixture.start(['python'])), 600_000);
afterAll(() => fixture?.stop());

describe('a process beside the boxes of a runner container', { retry: 0 }, () => {
  it(
    'does not get out of it, not even with all capabilities of a user namespace',
    { timeout: 120_000 },
    async () => {
      const [first] = await ownContainers();
      const script = await readFile(join(ROOT, 'test/docker/escape.py'), 'utf8');
      const Cmd = ['/usr/bin/python3', '-c', script];
      const exec = await engine.getContainer(first!.Id).exec({ Cmd, AttachStdout: true, AttachStderr: true });
      const stream = await exec.start({ Tty: false });
      let said = '';
      // Eight bytes before each part say which stream it is of.
      for await (const chunk of stream) said += (chunk as Buffer).toString('latin1');
      const results = JSON.parse(said.slice(said.indexOf('{'))) as Record<string, string>;
      expect(Object.entries(results).filter(([, result]) => !result.startsWith('no'))).toEqual([]);
      // The attempts were made, in a user namespace where mounting is allowed.
      expect(Object.keys(results).length).toBeGreaterThan(50);
      expect(results['(a user namespace with a mount)']).toBe('no, it works');
    },
  );
});
