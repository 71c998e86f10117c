import type { Ledger, MessageListQuery, MessageState, SummaryRequest } from '@statuswire/ledger';
import { createChance } from './chance.ts';
import { errorCodes, eventOf, lifeOf, numberOf, projectIds } from './lives.ts';
import { days, endsAt } from './message-database.ts';

/** Something that is asked of a ledger. */
export interface Query {
  readonly name: string;
  /** Asks it once; `index` counts up, so that it is not always the same number or code that is asked for. */
  ask(ledger: Ledger, index: number): Promise<unknown>;
  /** Done before each asking, and not measured. */
  before?(ledger: Ledger, index: number): Promise<unknown>;
}

const daysBefore = (count: number): string => new Date(endsAt - count * 86_400_000).toISOString();

function oneOf<Item>(items: readonly [Item, ...Item[]], index: number): Item {
  return items[index % items.length] ?? items[0];
}

const summary = (name: string, request: (index: number) => SummaryRequest): Query => ({
  name: `summary, ${name}`,
  ask: (ledger, index) => ledger.summary(request(index)),
});

const list = (name: string, query: (index: number) => MessageListQuery): Query => ({
  name: `list, ${name}`,
  ask: (ledger, index) => ledger.list(query(index)),
});

/** A list of what a term finds; the term is thought of before the time runs. */
const search = (name: string, termOf: (ledger: Ledger, index: number) => Promise<string>): Query => {
  let term = '';
  return {
    name: `list, search by ${name}`,
    async before(ledger, index) {
      term = await termOf(ledger, index);
    },
    ask: (ledger) => ledger.list({ filter: { search: term } }),
  };
};

async function oneMessage(ledger: Ledger, index: number): Promise<MessageState> {
  const { items } = await ledger.list({ filter: { until: daysBefore(1 + (index % 20)) }, limit: 1 });
  const [message] = items;
  if (message === undefined) throw new Error('there is no message to search for');
  return message;
}

/** What is asked: what a dashboard asks when it is opened, and each filter that it has. */
export const queries: readonly Query[] = [
  summary('everything', () => ({})),
  {
    ...summary('everything, after a callback', () => ({})),
    // As it is while callbacks come in: what is remembered of the last day holds no longer.
    async before(ledger, index) {
      const [step] = lifeOf(index, endsAt - 60_000, createChance(index));
      if (step !== undefined) await ledger.record(eventOf(step));
    },
  },
  summary('24 hours', () => ({ filter: { since: daysBefore(1) } })),
  summary('7 days by hour', () => ({ filter: { since: daysBefore(7) } })),
  summary('a week of them', (index) => ({
    filter: { since: daysBefore(days - (index % 20)), until: daysBefore(days - 7 - (index % 20)) },
  })),
  summary('a status', () => ({ filter: { status: 'undelivered' } })),
  summary('an error code', (index) => ({ filter: { errorCode: oneOf(errorCodes, index) } })),
  summary('a number', (index) => ({ filter: { number: numberOf(index) } })),
  summary('a project', (index) => ({ filter: { projectId: oneOf(projectIds, index) } })),
  summary('an outcome', () => ({ filter: { outcome: 'failed' } })),
  list('newest', () => ({})),
  list('a status', () => ({ filter: { status: 'undelivered' } })),
  list('an error code', (index) => ({ filter: { errorCode: oneOf(errorCodes, index) } })),
  list('a number', (index) => ({ filter: { number: numberOf(index) } })),
  list('a number and an error code', (index) => ({
    filter: { number: numberOf(index), errorCode: oneOf(errorCodes, index) },
  })),
  list('a project', (index) => ({ filter: { projectId: oneOf(projectIds, index) } })),
  list('an outcome', () => ({ filter: { outcome: 'failed' } })),
  list('an outcome that hardly any has', () => ({ filter: { outcome: 'in_transit' } })),
  list('a day of them', (index) => ({
    filter: { since: daysBefore(2 + (index % 20)), until: daysBefore(1 + (index % 20)) },
  })),
  // As many are found at either size, since what a page shows would differ otherwise: one, some hundred, more than are counted.
  search('a whole number', async (ledger, index) => (await oneMessage(ledger, index)).to),
  search('the beginning of an id', async (ledger, index) => (await oneMessage(ledger, index)).messageId.slice(0, 8)),
  search('the beginning of a number', async (ledger, index) => {
    const digits = Math.round(Math.log10((await ledger.summary()).messages / 10_000));
    return `+4950${String(index % 10 ** digits)
      .padStart(digits, '0')
      .slice(0, digits)}`;
  }),
  search('what a sixth begins with', async () => '+495'),
  list('by last change, a status', () => ({ sort: 'lastSeenAt', filter: { status: 'failed' } })),
];
