import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { metrics, metricsText, readSlots, timed } from './metrics.js';
import { serveMetrics } from './serve-metrics.js';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const ours = (text: string) =>
  new Set(text.match(/\bcpast_[a-z_]+?(?=_bucket\b|_count\b|_sum\b|[^a-z_]|$)/g));

it('figures are served as text at a port of their own, and nothing else is', async () => {
  readSlots(() => ({ all: 2, busy: 1 }));
  await timed(
    (seconds) => metrics.store.observe(seconds),
    () => Promise.resolve(),
  );
  const server = await serveMetrics('127.0.0.1', 0);
  try {
    const answer = await fetch(server.url);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    expect(text).toContain('cpast_slots{state="busy"} 1');
    expect(text).toContain('cpast_store_seconds_count 1');
    expect(text).toContain('process_resident_memory_bytes');
    expect((await fetch(new URL('/', server.url))).status).toBe(404);
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(404);
  } finally {
    await server.close();
  }
});

it('the documentation tells of every figure of ours, and the dashboard shows none that is not there', async () => {
  readSlots(() => ({ all: 2, busy: 1 }));
  const known = new Set(
    (await metricsText()).text.match(/^# TYPE cpast_\w+/gm)?.map((line) => line.slice(7)),
  );
  expect([...known].filter((name) => !read('docs/operations.md').includes(name))).toEqual([]);
  const shown = ours(read('docker/grafana-dashboard.json'));
  expect([...shown].filter((name) => !known.has(name))).toEqual([]);
  expect(shown.size).toBeGreaterThan(5);
});
