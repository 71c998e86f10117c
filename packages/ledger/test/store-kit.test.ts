import { AssertionError } from 'node:assert';
import { storeConformanceCases } from '@statuswire/ledger/testing';
import { describe, expect, test } from 'vitest';
import { brokenStores } from './broken-stores.ts';
import { memorySubject } from './memory-subject.ts';

describe('the kit finds out stores that are broken on purpose', () => {
  for (const { name, make, lazy, foundBy } of brokenStores) {
    test(name, async () => {
      const subject = { ...memorySubject(make), ...(lazy ? { openUnmigrated: memorySubject(make).open } : {}) };
      for (const promise of foundBy) {
        const found = storeConformanceCases.find((candidate) => candidate.name === promise);
        await expect(found?.run(subject), promise).rejects.toBeInstanceOf(AssertionError);
      }
    });
  }

  test('every case finds out at least one of them', () => {
    const needed = new Set(brokenStores.flatMap(({ foundBy }) => foundBy));
    const idle = storeConformanceCases.map(({ name }) => name).filter((name) => !needed.has(name));
    expect(idle).toEqual([]);
  });
});
