import { describe, expect, it } from 'vitest';
import { Admission } from './admission.js';
import type { Alike } from './in-flight.js';
import { type Offer, WorkerAllowance } from './worker-allowance.js';

const NONE = { waiting: 0, inFlight: [] as Alike[], usedMs: 0 };
/** Two slots: a share of three jobs, one of which may overtake batch jobs. */
const ANYTHING: Offer[] = [{ slots: 2, languages: null }];
const ALLOWED = {
  user: { waiting: 2, usedMs: 1_000, shares: 1 },
  address: { waiting: 4, usedMs: 4_000, shares: 2 },
};
const of = (jobs: number, languages = ['python'], priority: Alike['priority'] = 'batch'): Alike[] => [
  { languages, priority, jobs },
];
const batch = (...languages: string[]) => ({ priority: 'batch' as const, languages });
const BATCH = batch('python');
const INTERACTIVE = { priority: 'interactive' as const, languages: ['python'] };

interface Start {
  user?: Partial<typeof NONE>;
  address?: Partial<typeof NONE>;
  waitFor?: string[][];
  workers?: Offer[];
  runningJobs?: number;
}
const start = ({
  user = {},
  address = user,
  waitFor = [],
  workers = ANYTHING,
  runningJobs,
}: Start = {}): Admission =>
  new Admission(
    new WorkerAllowance(workers, runningJobs ?? null),
    { user: { ...NONE, ...user }, address: { ...NONE, ...address }, waitFor },
    ALLOWED,
  );

describe('the admission of jobs', () => {
  it('lets go what there is room for, lets wait what may wait, and refuses the rest', () => {
    const admission = start();
    const went = Array.from({ length: 5 }, () => admission.admit(BATCH).mayGo);
    expect(went).toEqual([true, true, true, false, false]);
    expect(() => admission.admit(BATCH)).toThrow('You have 2 submissions waiting');
  });

  it('lets go as many as an operator allows, whatever the workers offer', () => {
    expect(start({ runningJobs: 2 }).room(['python']).jobs).toBe(2);
    expect(start({ runningJobs: 200 }).room(['python']).jobs).toBe(200);
  });

  it('lets the first of the interactive jobs overtake; the rest go as batch jobs, for they would leave no slot to others', () => {
    const admission = start();
    const priorities = Array.from({ length: 3 }, () => admission.admit(INTERACTIVE).priority);
    expect(priorities).toEqual(['interactive', 'batch', 'batch']);
    // One that waits keeps its wish: it goes on before the others of its user.
    expect(admission.admit(INTERACTIVE)).toEqual({ mayGo: false, priority: 'interactive' });
    const another = start({ user: { inFlight: of(1, ['python'], 'interactive') } });
    expect(another.admit(INTERACTIVE).priority).toBe('batch');
    expect(start().room(['python'])).toEqual({ jobs: 3, interactive: 1 });
    expect(another.room(['python'])).toEqual({ jobs: 1, interactive: 0 });
  });

  it('lets a new job wait behind others of its user that need the same', () => {
    expect(start({ waitFor: [['python']] }).admit(BATCH).mayGo).toBe(false);
    expect(start({ waitFor: [['cpp']] }).admit(BATCH).mayGo).toBe(true);
    expect(start({ address: { waiting: 1 } }).admit(BATCH).mayGo).toBe(true);
  });

  it('counts for the address what others there have', () => {
    const admission = start({ user: {}, address: { inFlight: of(5), waiting: 3 } });
    expect(admission.room(['python']).jobs).toBe(1);
    expect([1, 2].map(() => admission.admit(BATCH).mayGo)).toEqual([true, false]);
    expect(() => admission.admit(BATCH)).toThrow('Your address has 4 submissions waiting');
  });

  it('has no room for those whose time is used up, and takes nothing new from them', () => {
    const user = start({ user: { usedMs: 1_000 }, address: {} });
    const address = start({ address: { usedMs: 4_000 } });
    expect([user.room(['python']).jobs, address.room(['python']).jobs]).toEqual([0, 0]);
    expect(() => user.admit(BATCH)).toThrow('Your jobs kept cores of the workers for 1 seconds');
    expect(() => address.admit(BATCH)).toThrow('The jobs from your address kept cores');
    expect(start({ user: { usedMs: 999 }, address: { usedMs: 3_999 } }).room(['python']).jobs).toBe(3);
  });
});

describe('where workers have different languages', () => {
  const offer = (slots: number, ...languages: string[]): Offer => ({ slots, languages: new Set(languages) });

  it('a job has room among those alone that can do it', () => {
    const workers = [offer(4, 'python'), offer(2, 'c', 'python')];
    const admission = start({ workers });
    expect(admission.room(['c']).jobs).toBe(3);
    expect(admission.room(['c', 'python']).jobs).toBe(3);
    expect(admission.room(['python']).jobs).toBe(9);
    // Whichever worker does them: jobs for the rare language are jobs of the fleet as well.
    expect(start({ workers, user: { inFlight: of(3, ['c']) } }).room(['python']).jobs).toBe(6);
    expect(start({ workers, user: { inFlight: of(8, ['python']) } }).room(['c']).jobs).toBe(1);
  });

  it('those for several languages take room from those for each of them', () => {
    const workers = [offer(2, 'c'), offer(2, 'c', 'python'), offer(2, 'python')];
    const both = start({ workers, user: { inFlight: of(3, ['c', 'python']) } });
    expect([both.room(['c', 'python']).jobs, both.room(['c']).jobs, both.room(['python']).jobs]).toEqual([
      0, 3, 3,
    ]);
    // Six of them would be as many as the two that have C are to have of one user.
    const c = start({ workers, user: { inFlight: of(6, ['c']) } });
    expect([c.room(['c', 'python']).jobs, c.room(['c']).jobs, c.room(['python']).jobs]).toEqual([0, 0, 3]);
  });

  it('jobs that no worker can do have no room, and take none', () => {
    const workers = [offer(2, 'python')];
    const admission = start({ workers, user: { inFlight: of(50, ['c']) }, waitFor: [['c']] });
    expect(admission.room(['c']).jobs).toBe(0);
    expect(admission.admit(batch('c')).mayGo).toBe(false);
    expect(admission.room(['python']).jobs).toBe(3);
    expect(admission.admit(BATCH).mayGo).toBe(true);
  });

  it('a quarter of the slots that can do it is for those that overtake, and a quarter of all', () => {
    const workers = [offer(8, 'python'), offer(8, 'c')];
    const overtaking = start({ workers, user: { inFlight: of(2, ['c'], 'interactive') } });
    expect(overtaking.admit({ priority: 'interactive', languages: ['c'] }).priority).toBe('batch');
    expect(overtaking.admit(INTERACTIVE).priority).toBe('interactive');
  });
});
