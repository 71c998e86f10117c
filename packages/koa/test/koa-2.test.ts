import { adapterConformanceCases } from '@statuswire/receiver/testing';
import Koa from 'koa2';
import { describe, it } from 'vitest';
import { createKoaSubject } from './koa-subject.ts';

describe('Koa 2', () => {
  const subject = createKoaSubject('Koa 2', Koa);
  for (const { name, run } of adapterConformanceCases) it(name, () => run(subject));
});
