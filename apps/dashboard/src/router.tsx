import { createRootRoute, createRoute, createRouter, Link, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { DashboardPage } from './dashboard-page.tsx';
import { LiveSign, LostNotice } from './parts/live-sign.tsx';
import { Notice } from './parts/notice.tsx';
import { timeZone } from './view/format.ts';
import { readView, type View } from './view/view.ts';

function Frame() {
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="top">
        <Link to="/" className="brand">
          StatusWire
        </Link>
        <span className="zone">Times in {timeZone}</span>
        <LiveSign />
      </header>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <LostNotice />
    </>
  );
}

function NotFound() {
  return (
    <Notice title="There is no such page">
      <Link to="/">All messages</Link>
    </Notice>
  );
}

const rootRoute = createRootRoute({ component: Frame, notFoundComponent: NotFound });

/** The first screen. */
export const dashboardRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: readView,
  component: DashboardPage,
});

/** A message. Its address keeps the view that it was opened from, so that the way back leads there from a link, too. */
export const messageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/messages/$projectId/$messageId',
  validateSearch: readView,
  component: lazyRouteComponent(() => import('./message/message-page.tsx'), 'MessagePage'),
});

const quarantineStates = ['recorded', 'discarded'] as const;

/** The quarantine; those held where no other state is told. */
export const quarantineRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/quarantine',
  validateSearch(given: Readonly<Record<string, unknown>>): View & { state?: (typeof quarantineStates)[number] } {
    const state = quarantineStates.find((each) => each === given.state);
    return state === undefined ? readView(given) : { ...readView(given), state };
  },
  component: lazyRouteComponent(() => import('./quarantine/quarantine-page.tsx'), 'QuarantinePage'),
});

// Every value is a text: what the router does by default would make a number of an error code.
function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

function stringifySearch(view: View): string {
  const text = new URLSearchParams(Object.entries(view).filter(([, value]) => value !== undefined)).toString();
  return text === '' ? '' : `?${text}`;
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([dashboardRoute, messageRoute, quarantineRoute]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
