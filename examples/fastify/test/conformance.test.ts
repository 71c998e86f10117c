import { adapterConformanceCases } from '@statuswire/receiver/testing';
import { describe, it } from 'vitest';
import { fastifySubject } from './fastify-subject.ts';

describe('Fastify 5', () => {
  for (const { name, run } of adapterConformanceCases) it(name, () => run(fastifySubject));
});
