/** What the first page of the site shows above its text, which stands in `docs/index.md`. */
export const home = {
  layout: 'home',
  hero: {
    name: 'StatusWire',
    text: 'What became of every message',
    tagline:
      "SignalWire's status callbacks, in both dialects, as one verified, typed, durable record. Drop-in middleware for Express and Koa.",
    actions: [
      { theme: 'brand', text: 'Express', link: '/quick-start-express' },
      { theme: 'brand', text: 'Koa', link: '/quick-start-koa' },
      { theme: 'alt', text: 'Fetch hosts', link: '/quick-start-fetch' },
      { theme: 'alt', text: 'Moving over', link: '/moving-over' },
    ],
  },
  features: [
    {
      title: 'Verified',
      details:
        'Every signature scheme, header and spelling of the URL that SignalWire uses. Forgeries get 403 and no reason; you get the reason.',
      link: '/signatures',
    },
    {
      title: 'One form',
      details:
        'Compatibility and platform callbacks and the REST resource become one StatusEvent. Unknown statuses and new fields are kept.',
      link: '/dialects',
    },
    {
      title: 'Order does not matter',
      details:
        'State is a join over events: late, repeated and contradictory callbacks end in the same record, on SQLite or PostgreSQL.',
      link: '/ledger',
    },
    {
      title: 'Lost callbacks heal',
      details: 'The reconciler asks SignalWire about what should have been heard of by now, and counts what it found.',
      link: '/reconciliation',
    },
    {
      title: 'Try it offline',
      details: 'A SignalWire on loopback, with signed callbacks in both dialects and faults on demand.',
      link: '/sandbox',
    },
    {
      title: 'Find out why',
      details: 'The command line names the difference between what was signed and what was checked.',
      link: '/cli',
    },
  ],
} as const;
