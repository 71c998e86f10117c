import { readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';
import { pages, pagesFolder } from './paths.ts';

interface Group {
  readonly text: string;
  readonly collapsed?: boolean;
  readonly items: readonly (readonly [page: string, text: string])[];
}

/** The order in which a reader meets the pages. A page that is not here stands under "More" until it is given a place. */
const groups: readonly Group[] = [
  {
    text: 'Start',
    items: [
      ['quick-start-express', 'Express'],
      ['quick-start-koa', 'Koa'],
      ['quick-start-fetch', 'Fetch hosts'],
      ['moving-over', 'Moving over'],
      ['behind-a-proxy', 'Deploying behind a proxy'],
    ],
  },
  {
    text: 'Callbacks',
    items: [
      ['receiving', 'Receiving'],
      ['signatures', 'Signatures'],
      ['dialects', 'Dialects'],
      ['error-codes', 'Error codes'],
      ['adapters', 'Writing an adapter'],
    ],
  },
  {
    text: 'The record',
    items: [
      ['ledger', 'Ledger'],
      ['reconciliation', 'Reconciliation'],
    ],
  },
  {
    text: 'The reference app',
    items: [
      ['dashboard', 'Dashboard tour'],
      ['operations', 'Operation'],
      ['deployment', 'Deployment'],
    ],
  },
  {
    text: 'Tools',
    items: [
      ['sandbox', 'Sandbox'],
      ['cli', 'Command line'],
    ],
  },
  {
    text: 'The project',
    items: [
      ['architecture', 'Architecture'],
      ['decisions', 'Decisions'],
      ['performance', 'Performance'],
      ['performance-ledger', 'Performance: the ledger'],
      ['performance-dashboard', 'Performance: the dashboard'],
      ['testing', 'Mutation tests and fuzzing'],
    ],
  },
];

/** What a page calls itself: its first heading. */
function titleOf(page: string): string {
  return /^# (.+)$/m.exec(readFileSync(`${pagesFolder}${page}.md`, 'utf8'))?.[1] ?? page;
}

function itemOf(page: string, text: string): DefaultTheme.SidebarItem {
  return { text, link: `/${page}` };
}

/** The sidebar over the pages that are there. */
export function sidebar(): DefaultTheme.SidebarItem[] {
  const there = pages();
  const placed = new Set(['index', ...groups.flatMap(({ items }) => items.map(([page]) => page))]);
  const isReference = (page: string) => page.startsWith('reference/');
  const unplaced = there.filter((page) => !placed.has(page) && !isReference(page));
  const reference = there.filter((page) => isReference(page) && page !== 'reference/index');
  return [
    ...groups.map(({ text, items }) => ({
      text,
      items: items.filter(([page]) => there.includes(page)).map(([page, label]) => itemOf(page, label)),
    })),
    ...(unplaced.length > 0 ? [{ text: 'More', items: unplaced.map((page) => itemOf(page, titleOf(page))) }] : []),
    {
      text: 'API reference',
      link: '/reference/',
      items: reference.map((page) => itemOf(page, titleOf(page))),
    },
  ];
}
