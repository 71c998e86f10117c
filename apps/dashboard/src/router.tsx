import { createRootRoute, createRoute, createRouter, Link, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { DashboardPage } from './dashboard-page.tsx';
import { BrokenPage, UnknownPage } from './parts/dead-ends.tsx';
import { LiveSign, LostNotice } from './parts/live-sign.tsx';
import { correctedSearch, parseSearch, readSearch, stringifySearch } from './view/address.ts';
import { timeZone } from './view/format.ts';
import { readView } from './view/view.ts';

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

const rootRoute = createRootRoute({ component: Frame, notFoundComponent: UnknownPage });

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

/** The quarantine; those held where no other state is told. */
export const quarantineRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/quarantine',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import('./quarantine/quarantine-page.tsx'), 'QuarantinePage'),
});

// An address that was mistyped or cut off says what is shown for it, before the router reads it and anybody passes it on.
const corrected = correctedSearch(window.location.search);
if (corrected !== null) {
  const { pathname, hash } = window.location;
  window.history.replaceState(window.history.state, '', pathname + corrected + hash);
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([dashboardRoute, messageRoute, quarantineRoute]),
  parseSearch,
  stringifySearch,
  defaultErrorComponent: BrokenPage,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
