import { expect, it } from 'vitest';
import { Fleet } from '../distributed/support/fleet.js';
import { describeJourneys, EVERY_LOOK, goTogether, travellers } from './support/journeys.js';
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

describeJourneys(tab, ['desk in the light']);

it('a worker joins and leaves, and admins see it whatever they look at it on', async () => {
  const admins = await travellers(tab, EVERY_LOOK);
  const workersOf = ({ seat }: (typeof admins)[number]) => seat.at('worker');
  const sees = async ({ seat }: (typeof admins)[number], words: string) =>
    seat.at('health').getByText(words).waitFor();
  await goTogether(admins, async (admin) => {
    await logInAsAdmin(admin.seat.page, tab.url, '/admin', admin);
    await sees(admin, 'All well: 1 worker, 0 of 2 slots busy');
  });
  const second = await fleet.startWorker({ WORKER_CONCURRENCY: '3' });
  await goTogether(admins, async (admin) => {
    await sees(admin, 'All well: 2 workers, 0 of 5 slots busy');
    await admin.press(admin.seat.page.getByRole('link', { name: 'Workers', exact: true }));
    await workersOf(admin).getByText('0 of 3 busy').waitFor();
    expect(await workersOf(admin).count()).toBe(2);
  });
  await second.end('SIGTERM');
  await goTogether(admins, async (admin) => {
    await expect.poll(() => workersOf(admin).count()).toBe(1);
    await admin.press(admin.seat.page.getByRole('link', { name: 'Overview', exact: true }));
    await sees(admin, 'All well: 1 worker, 0 of 2 slots busy');
  });
});

it('the sockets of all of it went to the other replica', () => {
  expect(proxy.sockets).toBeGreaterThan(0);
});
