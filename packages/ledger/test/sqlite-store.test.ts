import { storeConformanceCases } from '@statuswire/ledger/testing';
import { describe, test } from 'vitest';
import { sqliteSubject } from './sqlite-subject.ts';

describe('the SQLite store keeps every promise of a store', () => {
  const subject = sqliteSubject();
  for (const { name, run } of storeConformanceCases) test(name, { timeout: 60_000 }, () => run(subject));
});
