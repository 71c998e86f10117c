import { storeConformanceCases } from '@statuswire/ledger/testing';
import { describe, test } from 'vitest';
import { memorySubject } from './memory-subject.ts';

describe('the memory store keeps every promise of a store', () => {
  const subject = memorySubject();
  for (const { name, run } of storeConformanceCases) test(name, () => run(subject));
});
