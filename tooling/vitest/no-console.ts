import { afterEach, beforeEach, expect, vi } from 'vitest';

// A library prints nothing: a test during which anything was written to the console has failed.
const methods = ['debug', 'error', 'info', 'log', 'warn'] as const;

beforeEach(() => {
  for (const method of methods) vi.spyOn(console, method).mockImplementation(() => {});
});

afterEach(() => {
  const written = methods.flatMap((method) => vi.mocked(console[method]).mock.calls);
  expect(written, 'written to the console during this test').toEqual([]);
});
