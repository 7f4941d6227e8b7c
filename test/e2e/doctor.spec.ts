import type { DoctorView } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { startProduct, type Product } from '../support/product.js';

let product: Product;
beforeAll(async () => (product = await startProduct()));
afterAll(() => product?.stop());

/** The first report comes a moment after the start. */
async function firstReport(cookie: string): Promise<DoctorView> {
  return eventually(
    async () => {
      const response = await product.get('/api/v1/doctor', { cookie });
      if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
      const view = (await response.json()) as DoctorView;
      if (!view.workers[0]?.report) throw new Error('there is no report yet');
      return view;
    },
    { timeoutMs: 50_000, intervalMs: 100 },
  );
}

describe('GET /api/v1/doctor', () => {
  it('tells an admin what stands between programs and the machine', { timeout: 60_000 }, async () => {
    const view = await firstReport(await product.logInAsAdmin());
    const [worker] = view.workers;
    const report = worker!.report!;
    expect(report.runner).toBe(process.env.TEST_RUNNER ?? 'native');
    expect(report.checks.filter(({ ok, required }) => required && !ok)).toEqual([]);
    expect(view.healthy && report.healthy).toBe(true);
    const ids = report.checks.map(({ id }) => id);
    const layers = [
      'user_namespace',
      'seccomp',
      'seccomp_inside',
      'network',
      'capabilities',
      'read_only',
      'memory_accounting',
    ];
    expect(ids).toEqual(expect.arrayContaining(layers));
    if (report.runner === 'docker')
      expect(ids).toEqual(
        expect.arrayContaining([
          'container_seccomp',
          'container_network',
          'container_memory_limit',
          'container_pids_limit',
        ]),
      );
    expect(Date.now() - Date.parse(report.checkedAt)).toBeLessThan(60_000);
  });

  it('is for nobody else', async () => {
    expect((await product.get('/api/v1/doctor')).status).toBe(401);
  });
});
