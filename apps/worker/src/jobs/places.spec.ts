import { beforeEach, describe, expect, it } from 'vitest';
import { Places, type Place } from './places.js';
import { Slots } from './slots.js';

describe('the places of a worker', () => {
  let places: Places;
  let log: string[];
  const { signal } = new AbortController();
  /** Lets everything happen that waits for nothing else. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const noted = (name: string, work: Promise<Place>) => {
    void work.then(
      () => log.push(name),
      (error: unknown) => log.push(`${name}: ${String(error)}`),
    );
    return work;
  };
  beforeEach(() => {
    places = new Places(new Slots(2));
    log = [];
  });
  const beside = (name: string) => noted(name, places.beside(signal, 'batch'));
  const alone = (name: string, abort: AbortSignal = signal) => noted(name, places.alone(abort, 'batch'));

  it('are shared by jobs', async () => {
    await Promise.all([beside('a'), beside('b')]);
    expect(log).toEqual(['a', 'b']);
  });

  it('are left to one job that is to be alone, after those in hand and before all others', async () => {
    const a = await beside('a');
    const b = alone('b');
    await settle();
    const c = beside('c');
    await settle();
    expect(log).toEqual(['a']);
    a.leave();
    const placeOfB = await b;
    await settle();
    expect(log).toEqual(['a', 'b']);
    placeOfB.leave();
    expect((await c).isAlone).toBe(false);
  });

  it('are left to one such job at a time', async () => {
    const first = await alone('a');
    const second = alone('b');
    await settle();
    expect(log).toEqual(['a']);
    first.leave();
    await second;
    expect(log).toEqual(['a', 'b']);
  });

  it('do not keep the slot of a job that waits from one in hand which passes its slot on', async () => {
    const slots = new Slots(1);
    places = new Places(slots);
    const long = await beside('long');
    const last = alone('last');
    const other = beside('other');
    await settle();
    await long.slot.pass(signal);
    expect(log).toEqual(['long']);
    long.leave();
    (await last).leave();
    await other;
    expect(log).toEqual(['long', 'last', 'other']);
  });

  it('are open again when whoever waited to be alone gives up', async () => {
    const a = await beside('a');
    const controller = new AbortController();
    const b = alone('b', controller.signal);
    await settle();
    controller.abort(new Error('stop'));
    await expect(b).rejects.toThrow('stop');
    await beside('c');
    expect(log).toEqual(['a', 'b: Error: stop', 'c']);
    a.leave();
  });
});
