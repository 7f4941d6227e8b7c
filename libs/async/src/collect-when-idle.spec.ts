import { afterEach, expect, it, vi } from 'vitest';
import { collectWhenIdle } from './collect-when-idle.js';

const MIB = 1024 * 1024;
let end = () => {};
afterEach(() => end());

it('gives back the buffers that a burst left behind, without anything being allocated after it', async () => {
  end = collectWhenIdle(20);
  const before = process.memoryUsage().arrayBuffers;
  burst();
  await vi.waitFor(() => expect(process.memoryUsage().arrayBuffers).toBeLessThan(before + 32 * MIB), 10_000);
});

function burst(): void {
  const buffers = Array.from({ length: 12 }, () => Buffer.alloc(8 * MIB, 1));
  expect(buffers.every(({ length }) => length === 8 * MIB)).toBe(true);
}
