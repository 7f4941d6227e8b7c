import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BoxOptions, BoxTransport } from '../box/launcher.js';
import { SpareBoxes } from './spare-boxes.js';

const OPTIONS: BoxOptions = { processes: false, workBytes: 1, workInodes: 1, filesBytes: 1, readOnly: [] };

class FakeBox {
  end: (how: string) => void = () => undefined;
  readonly ended = new Promise<string>((resolve) => (this.end = resolve));
  constructor(readonly options: BoxOptions) {}
  kill(): void {
    this.end('killed');
  }
}

describe('boxes made ahead', () => {
  let made: FakeBox[];
  let spares: SpareBoxes;
  const make = async (options: BoxOptions) => {
    const box = new FakeBox(options);
    made.push(box);
    return box as unknown as BoxTransport;
  };
  beforeEach(() => {
    made = [];
    spares = new SpareBoxes(make, 2);
  });
  afterEach(() => spares.close());

  const take = async (options = OPTIONS) => (await spares.take(options)) as unknown as FakeBox;
  /** As a job does; what is made when its box has ended is made. */
  const job = async (options = OPTIONS) => {
    const box = await take(options);
    box.kill();
    await new Promise((resolve) => setImmediate(resolve));
    return box;
  };

  it('wait for the job after the second one that wanted such a box, and are used once', async () => {
    const first = await job();
    expect(made).toEqual([first]);
    const second = await job();
    expect(made).toHaveLength(3);
    const third = await take();
    expect(third).toBe(made[2]);
    expect([first, second]).not.toContain(third);
    expect(await take()).toBe(made[3]);
    expect(spares.used).toBe(1);
  });

  it('are never given to a job that needs another one', async () => {
    await job();
    await job();
    const other = await take({ ...OPTIONS, processes: true });
    expect(other.options.processes).toBe(true);
    expect(await take()).toBe(made[2]);
  });

  it('are not given when they have died', async () => {
    await job();
    await job();
    made[2]!.end('it died');
    await made[2]!.ended;
    expect(await take()).toBe(made[3]);
  });

  it('are no more than so many', async () => {
    const boxes = await Promise.all(Array.from({ length: 6 }, () => take()));
    for (const box of boxes) box.kill();
    await new Promise((resolve) => setImmediate(resolve));
    expect(made).toHaveLength(8);
  });

  it('make room for what is wanted now when they have waited, and not when both are wanted by turns', async () => {
    const other = { ...OPTIONS, processes: true };
    for (const options of [OPTIONS, OPTIONS, OPTIONS, other, other, other]) await job(options);
    expect((await take()).options).toEqual(OPTIONS);
    await spares.close();

    spares = new SpareBoxes(make, 1, 0);
    for (const options of [OPTIONS, OPTIONS, other, other]) await job(options);
    expect(await made.at(-3)!.ended).toBe('killed');
    expect(await take(other)).toBe(made.at(-1));
  });

  it('end with the worker', async () => {
    await job();
    await job();
    await spares.close();
    expect(await made[2]!.ended).toBe('killed');
    await job();
    expect(made).toHaveLength(4);
  });
});
