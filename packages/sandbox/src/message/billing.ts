import type { SandboxClock } from '../clock/clock.ts';
import type { SandboxMessage } from './message.ts';
import { type Decimal, multiplyPrice } from './price.ts';

/** The price of one segment, in US dollars. */
export interface PriceList {
  readonly outboundSms: Decimal;
  readonly outboundMms: Decimal;
  readonly inboundSms: Decimal;
  readonly inboundMms: Decimal;
}

/** What messages cost, and since when it is known. */
export interface Billing {
  /** What a message costs, or would cost. */
  priceOf(message: SandboxMessage): Decimal;
  /** The message as it is now: with its price from `pricedAfterMs` after it was sent or received. */
  billed(message: SandboxMessage): SandboxMessage;
}

/** Makes the billing. It sets no timer: a load sends thousands of messages while the first of them waits for its price. */
export function createBilling(options: {
  readonly prices: PriceList;
  readonly pricedAfterMs: number;
  readonly clock: SandboxClock;
}): Billing {
  const { prices, pricedAfterMs, clock } = options;

  function priceOf({ direction, kind, segments }: SandboxMessage): Decimal {
    const outbound = kind === 'mms' ? prices.outboundMms : prices.outboundSms;
    const inbound = kind === 'mms' ? prices.inboundMms : prices.inboundSms;
    return multiplyPrice(direction === 'inbound' ? inbound : outbound, segments);
  }

  return {
    priceOf,
    billed(message) {
      const taken = message.life.find(({ status }) => status === 'sent' || status === 'received');
      if (taken === undefined) return message;
      const billedAt = taken.at + pricedAfterMs;
      if (clock.now() < billedAt) return message;
      return { ...message, price: priceOf(message), updatedAt: Math.max(message.updatedAt, billedAt) };
    },
  };
}
