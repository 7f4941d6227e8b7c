import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { StressPage } from '../pages/stress/StressPage.js';
import { NotFound } from './NotFound.js';
import { PageFailed } from './PageFailed.js';
import { Shell } from './Shell.js';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
/** Only these parameters of an address mean something; those that are not there are left out of it. */
const texts =
  <Name extends string>(...names: Name[]) =>
  (search: Record<string, unknown>): { [N in Name]?: string } =>
    Object.fromEntries(names.map((name) => [name, text(search[name])]).filter(([, value]) => value)) as {
      [N in Name]?: string;
    };

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const under = () => root;

const routes = [
  createRoute({
    getParentRoute: under,
    path: '/',
    validateSearch: texts('s', 'example'),
    beforeLoad: () => {
      // Links of the first version: /#/s/ID.
      const old = /^#\/s\/([\w-]{1,64})$/.exec(location.hash)?.[1];
      if (old) throw redirect({ to: '/s/$id', params: { id: old }, hash: '', replace: true });
    },
    component: StressPage,
  }),
  createRoute({
    getParentRoute: under,
    path: '/run',
    validateSearch: texts('s', 'under'),
    component: lazyRouteComponent(() => import('../pages/run/RunPage.js'), 'RunPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/judge',
    validateSearch: texts('s', 'suite', 'example'),
    component: lazyRouteComponent(() => import('../pages/judge/JudgePage.js'), 'JudgePage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/suites',
    component: lazyRouteComponent(() => import('../pages/suites/SuitesPage.js'), 'SuitesPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/suites/$id',
    component: lazyRouteComponent(() => import('../pages/suites/SuitePage.js'), 'SuitePage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/submissions',
    validateSearch: texts('kind', 'verdict', 'status', 'language', 'since', 'text'),
    component: lazyRouteComponent(() => import('../pages/history/HistoryPage.js'), 'HistoryPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/s/$id',
    validateSearch: texts('tab'),
    component: lazyRouteComponent(() => import('../pages/submission/SubmissionPage.js'), 'SubmissionPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/s/$id/failures/$n',
    component: lazyRouteComponent(() => import('../pages/submission/CasePage.js'), 'FailurePage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/s/$id/tests/$n',
    component: lazyRouteComponent(() => import('../pages/submission/CasePage.js'), 'TestPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/compare/$a/$b',
    component: lazyRouteComponent(() => import('../pages/compare/ComparePage.js'), 'ComparePage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/examples',
    validateSearch: texts('kind', 'language'),
    component: lazyRouteComponent(() => import('../pages/examples/ExamplesPage.js'), 'ExamplesPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/account',
    component: lazyRouteComponent(() => import('../pages/account/AccountPage.js'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/account/tokens',
    component: lazyRouteComponent(() => import('../pages/account/TokensPage.js'), 'TokensPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/admin',
    validateSearch: texts('window'),
    component: lazyRouteComponent(() => import('../pages/admin/OverviewPage.js'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/admin/submissions',
    validateSearch: texts('kind', 'verdict', 'status', 'language', 'owner'),
    component: lazyRouteComponent(() => import('../pages/admin/AllSubmissionsPage.js'), 'AllSubmissionsPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/admin/workers',
    component: lazyRouteComponent(() => import('../pages/admin/WorkersPage.js'), 'WorkersPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/admin/users',
    component: lazyRouteComponent(() => import('../pages/admin/UsersPage.js'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/admin/dead-letters',
    component: lazyRouteComponent(() => import('../pages/admin/DeadLettersPage.js'), 'DeadLettersPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/admin/audit',
    validateSearch: texts('action', 'user'),
    component: lazyRouteComponent(() => import('../pages/admin/AuditPage.js'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/docs/clex',
    component: lazyRouteComponent(() => import('../pages/docs/ClexPage.js'), 'ClexPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/docs/api',
    component: lazyRouteComponent(() => import('../pages/docs/ApiPage.js'), 'ApiPage'),
  }),
] as const;

/** Which page stands at which address. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
