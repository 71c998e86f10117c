import { between, createBag, pick, type Random } from './random.ts';

/** One status that a message takes. */
export interface LifeStep {
  /** Milliseconds after the message was made. */
  readonly atMs: number;
  readonly status: string;
  readonly errorCode?: string;
}

/** A message and all that becomes of it. */
export interface MessageLife {
  readonly dialect: 'compatibility' | 'platform';
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly segments: number;
  readonly media: number;
  readonly steps: readonly LifeStep[];
}

// As often as they stand here.
const delivered = ['delivered', 'delivered', 'delivered', 'delivered', 'delivered'] as const;
const kinds = [...delivered, 'read', 'undelivered', 'undelivered', 'failed', 'mms', 'inbound'] as const;

const undeliveredCodes = ['30003', '30004', '30005', '30006', '30007', '30008'] as const;
const failedCodes = ['21610', '21717', '30001', '30002', '30022'] as const;

const texts = [
  { body: 'Your table for two is booked for 19:30. See you tonight!', segments: 1 },
  { body: 'Your parcel is out for delivery and arrives between 2 and 4 pm.', segments: 1 },
  { body: 'Tap water in your street is off tomorrow from 9 to 11 am.', segments: 1 },
  { body: 'Happy birthday from all of us 🎂', segments: 1 },
  {
    body:
      'Reminder: your appointment with Dr. Okafor is on Thursday at 10:15. Please bring your insurance card and the form ' +
      'that we sent you, and come ten minutes early. Reply C to confirm or R to choose another day.',
    segments: 2,
  },
] as const;

const reply = { body: 'Thanks, see you then!', segments: 1 } as const;

const onTheWay = { compatibility: 'sending', platform: 'initiated' } as const;

// 555-0100 to 555-0199 belong to nobody.
function phoneNumber(random: Random): string {
  const area = pick(random, ['206', '303', '415', '512', '617', '718'] as const);
  return `+1${area}55501${String(Math.floor(random() * 100)).padStart(2, '0')}`;
}

function uuid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
}

/** Makes up one message after the other: endings, dialects and contents in turn, as chance orders them. */
export function createMessageLives(random: Random): () => MessageLife {
  const nextKind = createBag(random, kinds);
  const nextDialect = createBag(random, ['compatibility', 'platform'] as const);
  const nextText = createBag(random, texts);
  const ownNumbers = [phoneNumber(random), phoneNumber(random)] as const;

  return () => {
    const kind = nextKind();
    // Each dialect documents one of these endings alone.
    const dialect = kind === 'read' ? 'platform' : kind === 'inbound' ? 'compatibility' : nextDialect();
    const steps: LifeStep[] = [];
    let atMs = 0;
    const then = (status: string, errorCode?: string): void => {
      steps.push({ atMs, status, ...(errorCode === undefined ? {} : { errorCode }) });
      atMs += between(random, 700, 2_500);
    };

    if (kind === 'inbound') {
      then('receiving');
      then('received');
    } else {
      then('queued');
      if (kind === 'failed') {
        then('failed', pick(random, failedCodes));
      } else {
        then(onTheWay[dialect]);
        then('sent');
        if (kind === 'undelivered') then('undelivered', pick(random, undeliveredCodes));
        else if (kind !== 'mms') then('delivered');
        if (kind === 'read') then('read');
      }
    }

    const own = pick(random, ownNumbers);
    const other = phoneNumber(random);
    return {
      dialect,
      messageId: uuid(random),
      from: kind === 'inbound' ? other : own,
      to: kind === 'inbound' ? own : other,
      ...(kind === 'inbound' ? reply : nextText()),
      media: kind === 'mms' ? 1 : 0,
      steps,
    };
  };
}
