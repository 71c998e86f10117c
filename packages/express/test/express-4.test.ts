import { adapterConformanceCases } from '@statuswire/receiver/testing';
import express from 'express4';
import { describe, it } from 'vitest';
import { createExpressSubject } from './express-subject.ts';

describe('Express 4', () => {
  const subject = createExpressSubject('Express 4', express);
  for (const { name, run } of adapterConformanceCases) it(name, () => run(subject));
});
