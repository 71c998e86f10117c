import type { Dialect } from '@statuswire/contracts';

/** Whole lives of messages that `trigger` can play. An MMS ends at `sent`, as no carrier sends receipts for it. */
export const lifeNames = ['delivered', 'undelivered', 'failed', 'mms', 'inbound'] as const;

/** A whole life of a message. */
export type LifeName = (typeof lifeNames)[number];

/** One callback of a life. */
export interface LifeStep {
  readonly status: string;
  readonly errorCode?: string;
  readonly media?: number;
}

/** The callbacks of a life, in the words of the dialect: theirs differ. Source: docs/dialects.md, "Statuses". */
export function lifeOf(name: LifeName, dialect: Dialect): readonly LifeStep[] {
  const compatibility = dialect === 'compatibility';
  const onTheWay = compatibility ? 'sending' : 'initiated';
  const outbound = [{ status: 'queued' }, { status: onTheWay }, { status: 'sent' }];
  switch (name) {
    case 'delivered':
      return [...outbound, { status: 'delivered' }];
    case 'undelivered':
      return [...outbound, { status: 'undelivered', errorCode: '30003' }];
    case 'failed':
      return [{ status: 'queued' }, { status: 'failed', errorCode: '21610' }];
    case 'mms':
      return outbound.map((step) => ({ ...step, media: 1 }));
    case 'inbound':
      return [...(compatibility ? [{ status: 'receiving' }] : []), { status: 'received' }];
  }
}
