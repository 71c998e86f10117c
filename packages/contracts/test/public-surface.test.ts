import { describe, expect, expectTypeOf, it } from 'vitest';
import type {
  CompatibilityCallback,
  MessageResource,
  MessageStatus,
  NormalizeResult,
  PlatformCallback,
  Problem,
  StatusEvent,
} from '../src/index.ts';
import * as contracts from '../src/index.ts';

describe('the public entry', () => {
  it('exports these names and no other: taking one away, or adding one, is a decision', () => {
    expect(Object.keys(contracts).sort()).toEqual([
      'StatusWireError',
      'assertInteger',
      'assertKnownOptions',
      'cloudEventType',
      'compatibilityCallbackSchema',
      'detectDialect',
      'dialects',
      'errorClasses',
      'eventKey',
      'eventSources',
      'explainErrorCode',
      'isFailure',
      'isRetryLater',
      'isTerminal',
      'jsonSchema',
      'knownErrorCodes',
      'messageLogSchema',
      'messageResourceSchema',
      'messageStatuses',
      'normalizeCallback',
      'normalizeMessageLog',
      'normalizeMessageResource',
      'parseMessageStatus',
      'platformCallbackSchema',
      'platformMessageSchema',
      'problemCodes',
      'schemaNames',
      'statusCloudEventSchema',
      'statusEventSchema',
      'statusRank',
      'statusWireErrorCodes',
      'toCloudEvent',
    ]);
  });

  // Types are gone when this runs: it is the type check that these lines can fail.
  it('types an event as documented', () => {
    expectTypeOf<StatusEvent>().toEqualTypeOf<
      Readonly<{
        key: string;
        source: 'callback' | 'rest';
        dialect: 'compatibility' | 'platform';
        projectId: string;
        messageId: string;
        status: MessageStatus | 'unknown';
        providerStatus: string;
        from: string;
        to: string;
        body: string | null;
        segments: number | null;
        media: number | null;
        direction: string | null;
        error: Readonly<{ code: string | null; message: string | null }> | null;
        occurredAt: string | null;
        receivedAt: string;
        customVariables: Readonly<Record<string, string>>;
        extra: Readonly<Record<string, unknown>>;
      }>
    >();
    expectTypeOf<NormalizeResult>().toEqualTypeOf<
      { readonly ok: true; readonly event: StatusEvent } | { readonly ok: false; readonly problem: Problem }
    >();
    expectTypeOf<CompatibilityCallback['MessageSid']>().toEqualTypeOf<string>();
    expectTypeOf<PlatformCallback['project_id']>().toEqualTypeOf<string>();
    expectTypeOf<MessageResource['account_sid']>().toEqualTypeOf<string>();
    expectTypeOf<MessageStatus>().toEqualTypeOf<(typeof contracts.messageStatuses)[number]>();
  });

  it('lists are frozen in their order: statuses by rank, codes ascending', () => {
    const ranks = contracts.messageStatuses.map((status) => contracts.statusRank(status) ?? -1);
    expect(ranks).toEqual([...ranks].sort());
    expect(contracts.knownErrorCodes).toEqual([...contracts.knownErrorCodes].sort());
  });

  it('StatusWireError carries a code for programs and the cause beneath', () => {
    const cause = new Error('beneath');
    const error = new contracts.StatusWireError('STATUSWIRE_INVALID_OPTIONS', 'Say what to fix', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'StatusWireError',
      code: 'STATUSWIRE_INVALID_OPTIONS',
      message: 'Say what to fix',
      cause,
    });
    expect(new Set(contracts.statusWireErrorCodes).size).toBe(contracts.statusWireErrorCodes.length);
    for (const code of contracts.statusWireErrorCodes) expect(code).toMatch(/^STATUSWIRE_[A-Z_]+$/);
  });
});
