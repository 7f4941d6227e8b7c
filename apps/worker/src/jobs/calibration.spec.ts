import { describe, expect, it } from 'vitest';
import { Slots } from './slots.js';
import { Calibration } from './calibration.js';

describe('the figure that says how fast a worker is', { timeout: 120_000 }, () => {
  it('is measured once, while no job runs', async () => {
    const slots = new Slots(1);
    const calibration = new Calibration(slots);
    const slot = await slots.acquire();
    await calibration.measureWhenIdle();
    expect(calibration.ms).toBeNull();
    slot.release();
    await calibration.measureWhenIdle();
    expect(calibration.ms).toBeGreaterThan(1);
    const { ms } = calibration;
    await calibration.measureWhenIdle();
    expect(calibration.ms).toBe(ms);
  });

  it('is not that of a time in which a job began', async () => {
    const slots = new Slots(1);
    const calibration = new Calibration(slots);
    const measured = calibration.measureWhenIdle();
    const slot = await slots.acquire();
    await measured;
    expect(calibration.ms).toBeNull();
    slot.release();
  });
});
