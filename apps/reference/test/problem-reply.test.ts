import { StatusWireError } from '@statuswire/contracts';
import { createLedger, createMemoryStore } from '@statuswire/ledger';
import { expect, test } from 'vitest';
import { errorReply } from '../src/problem-reply.ts';

test('what asks while the ledger closes is to ask again, and hears no word of why', async () => {
  const ledger = createLedger({ store: createMemoryStore() });
  await ledger.close();
  const error = await ledger.list().then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(StatusWireError);
  expect(errorReply(error)).toEqual({
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'retry-after': '1' },
    body: '{"type":"about:blank","title":"Service Unavailable","status":503}',
  });
});
