import { adapterConformanceCases } from '@statuswire/receiver/testing';
import Koa from 'koa';
import { describe, it } from 'vitest';
import { createKoaSubject } from './koa-subject.ts';

describe('Koa 3', () => {
  const subject = createKoaSubject('Koa 3', Koa);
  for (const { name, run } of adapterConformanceCases) it(name, () => run(subject));
});
