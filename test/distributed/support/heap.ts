import type { Member } from './fleet.js';

/** Environment of a process whose memory is to be looked at. */
export const REPORTS_HEAP = {
  NODE_OPTIONS: `--import=${new URL('report-heap.mjs', import.meta.url).href}`,
};

/** What a process keeps in memory, in bytes, garbage not counted. It was started with REPORTS_HEAP. */
export async function heapOf(member: Member): Promise<number> {
  const reports = (text: string) => [...text.matchAll(/memory in use: (\d+) bytes\n/g)];
  const before = reports(member.output()).length;
  process.kill(member.pid, 'SIGUSR2');
  await member.until((text) => reports(text).length > before);
  return Number(reports(member.output()).at(-1)![1]);
}
