import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/client.ts';
import { openLiveFeed } from './live/live-feed.ts';
import { LiveContext } from './live/use-live.ts';
import { arrive } from './parts/arrive.ts';
import { router } from './router.tsx';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/filters.css';
import './styles/figures.css';
import './styles/list.css';
import './styles/message.css';
import './styles/panels.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream says when something is outdated.
      staleTime: 5_000,
      // Loopback is there without a network, too.
      networkMode: 'always',
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      retryDelay: 500,
    },
  },
});
router.subscribe('onRendered', arrive);
const live = openLiveFeed();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root.');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LiveContext value={live}>
        <RouterProvider router={router} />
      </LiveContext>
    </QueryClientProvider>
  </StrictMode>,
);
