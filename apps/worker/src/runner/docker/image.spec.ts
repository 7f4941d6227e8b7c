import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { buildImage, ownReference } from './image.js';

const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));
const DAY = '20250901T000000Z';

it("the packages' day is part of the image's name, and is what the image is built from", async () => {
  const [today, then] = [await ownReference(ROOT, 'core'), await ownReference(ROOT, 'core', DAY)];
  expect(then).not.toBe(today);
  let asked: Record<string, unknown> = {};
  const sent: string[] = [];
  const engine = {
    listNetworks: () => Promise.resolve([{ Driver: 'bridge' }]),
    buildImage: async (context: Readable, options: Record<string, unknown>) => {
      asked = options;
      for await (const entry of context.pipe(extract())) {
        sent.push(entry.header.name);
        entry.resume();
      }
      throw new Error('asked');
    },
  };
  await expect(buildImage(engine as unknown as Docker, ROOT, 'core', () => {}, DAY)).rejects.toThrow('asked');
  expect(sent).toEqual(
    expect.arrayContaining(['native/box/build.sh', 'native/box/flags.sh', 'native/box/preload/zygote.c']),
  );
  expect(asked).toMatchObject({ t: then, buildargs: { DEBIAN_SNAPSHOT: DAY } });
});
