import { adapterConformanceCases } from '@statuswire/receiver/testing';
import express from 'express';
import { describe, it } from 'vitest';
import { createExpressSubject } from './express-subject.ts';

describe('Express 5', () => {
  const subject = createExpressSubject('Express 5', express);
  for (const { name, run } of adapterConformanceCases) it(name, () => run(subject));
});
