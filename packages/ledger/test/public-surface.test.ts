import { readFileSync } from 'node:fs';
import * as ledger from '@statuswire/ledger';
import * as postgres from '@statuswire/ledger/postgres';
import * as sqlite from '@statuswire/ledger/sqlite';
import * as store from '@statuswire/ledger/store';
import * as testing from '@statuswire/ledger/testing';
import { expect, test } from 'vitest';

test('the public entries export these names and no other: taking one away, or adding one, is a decision', () => {
  expect({
    ledger: Object.keys(ledger).sort(),
    postgres: Object.keys(postgres).sort(),
    sqlite: Object.keys(sqlite).sort(),
    store: Object.keys(store).sort(),
    testing: Object.keys(testing).sort(),
  }).toMatchInlineSnapshot(`
    {
      "ledger": [
        "createLedger",
        "createMemoryStore",
        "defaultCheckAt",
        "defaultReceiptPolicy",
        "joinEvents",
        "latencyClocks",
        "latencyMeasures",
        "messageKinds",
        "messageOutcomes",
        "messageSorts",
        "outcomeOf",
        "quarantineStates",
        "sentAtOf",
      ],
      "postgres": [
        "createPostgresStore",
      ],
      "sqlite": [
        "createSqliteStore",
      ],
      "store": [
        "amountsOf",
        "awaitedSince",
        "compareTimeline",
        "createFigureChanges",
        "createMemoryTables",
        "dayOfHour",
        "decodeCursor",
        "decodeEvent",
        "decodeEvidence",
        "decodeFeedCursor",
        "decodeKey",
        "decodeText",
        "encodeCursor",
        "encodeEvent",
        "encodeEvidence",
        "encodeKey",
        "encodeText",
        "eventWithoutTexts",
        "evidenceOf",
        "factPrefix",
        "figureKey",
        "figuresOfEvent",
        "figuresOfMessage",
        "hasTexts",
        "hourOf",
        "joinEvidence",
        "latencyStep",
        "maxSearchLength",
        "mergeRecords",
        "messageKey",
        "messageWithoutTexts",
        "minuteOf",
        "numbersOf",
        "passesFilter",
        "passesLatencySeries",
        "passesSeries",
        "planAppend",
        "prefixEnd",
        "receiptCutoff",
        "recordOf",
        "recordedEvent",
        "searchTerms",
        "searchableVariable",
        "seriesOf",
        "sourceSets",
        "stateOf",
        "withCutNumber",
      ],
      "testing": [
        "assertRecount",
        "assertStates",
        "createChance",
        "hostileTexts",
        "makeEvent",
        "randomBatches",
        "randomEvents",
        "recountFigures",
        "recountMessages",
        "storeConformanceCases",
      ],
    }
  `);
});

/** Every name that an entry exports, types too, of which nothing is left when it runs. */
function namesOf(entry: string): string[] {
  const text = readFileSync(new URL(`../src/${entry}.ts`, import.meta.url), 'utf8');
  const lists = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from /gm)].map(([, list = '']) => list);
  expect(lists.length, 'an entry names all that it exports').toBe(text.match(/^export\b/gm)?.length);
  return lists.flatMap((list) => list.match(/\w+(?=,|\s*$)/g) ?? []);
}

test('users of a ledger and authors of stores find the same name only where it is a type that both have to name', () => {
  const forUsers = namesOf('index');
  const forAuthors = namesOf('store');
  expect(forUsers).toEqual(expect.arrayContaining(Object.keys(ledger)));
  expect(forAuthors).toEqual(expect.arrayContaining(Object.keys(store)));
  const inBoth = forUsers.filter((name) => forAuthors.includes(name));
  expect(inBoth.sort()).toMatchInlineSnapshot(`
    [
      "AppendResult",
      "DueMessage",
      "FeedPage",
      "FeedQuery",
      "LedgerStore",
      "MessageFilter",
      "MessageIdentity",
      "MessageState",
      "Page",
      "PruneResult",
      "QuarantineQuery",
      "QuarantineState",
      "QuarantinedDelivery",
      "RecordedEvent",
      "SetAsideEvent",
      "SetAsideQuery",
      "SettledCheck",
    ]
  `);
});
