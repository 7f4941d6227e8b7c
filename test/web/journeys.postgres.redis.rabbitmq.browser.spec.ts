import { expect, it } from 'vitest';
import { Fleet } from '../distributed/support/fleet.js';
import { describeJourneys, SIZES, stranger } from './support/journeys.js';
import { logInAsAdmin } from './support/log-in.js';
import { startSplitProxy } from './support/split-proxy.js';
import { Tab } from './support/tab.js';

// Two replicas behind one address: what one of them took in, the page hears of through the other.
let fleet: Fleet;
let proxy: Awaited<ReturnType<typeof startSplitProxy>>;

const tab = Tab.of(async () => {
  fleet = await Fleet.create(
    {},
    { ADMIN_PASSWORD: 'everythinghastostartsomewhere', WORKER_LANGUAGES: 'c,cpp,python' },
  );
  const [requests, sockets] = await Promise.all([fleet.startApi(), fleet.startApi(), fleet.startWorker()]);
  proxy = await startSplitProxy({ requests: requests.url, sockets: sockets.url });
  return {
    url: proxy.url,
    stop: async () => {
      await proxy.stop();
      await fleet.stop();
    },
  };
});

describeJourneys(tab, ['desk']);

it('a worker joins and leaves, and admins see it on a phone as on a desk', async () => {
  const desk = tab.page;
  const phone = await stranger(tab, SIZES.phone);
  await Promise.all([logInAsAdmin(desk, tab.url, '/admin'), logInAsAdmin(phone, tab.url, '/admin/workers')]);
  const health = desk.getByTestId('health');
  const workers = phone.getByTestId('worker');
  await health.getByText('All well: 1 worker, 0 of 2 slots busy').waitFor();
  await workers.first().waitFor();
  expect(await workers.count()).toBe(1);
  const second = await fleet.startWorker({ WORKER_CONCURRENCY: '3' });
  await health.getByText('All well: 2 workers, 0 of 5 slots busy').waitFor();
  await expect.poll(() => workers.count()).toBe(2);
  await workers.getByText('0 of 3 busy').waitFor();
  await second.end('SIGTERM');
  await health.getByText('All well: 1 worker, 0 of 2 slots busy').waitFor();
  await expect.poll(() => workers.count()).toBe(1);
});

it('the sockets of all of it went to the other replica', () => {
  expect(proxy.sockets).toBeGreaterThan(0);
});
