import { describe, it } from 'vitest';
import { adapterConformanceCases } from '../src/testing.ts';
import { fetchSubject } from './kit-fetch-subject.ts';

describe('toFetchHandler', () => {
  for (const { name, run } of adapterConformanceCases) it(name, () => run(fetchSubject));
});
