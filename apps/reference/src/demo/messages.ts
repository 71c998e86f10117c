import { type InboundRequest, magicNumbers, type SendRequest } from '@statuswire/sandbox';
import type { DemoProject } from './projects.ts';
import { createBag, pick, type Random } from './random.ts';

/** A message to ask the sandbox for; where its callbacks go is not said yet. */
export type DemoMessage =
  | { readonly direction: 'outbound'; readonly request: SendRequest }
  | { readonly direction: 'inbound'; readonly request: InboundRequest };

// As often as they stand here.
const delivered = ['delivered', 'delivered', 'delivered', 'delivered', 'delivered', 'delivered'] as const;
const kinds = [
  ...delivered,
  'read',
  'undelivered',
  'undelivered',
  'failed',
  'expired',
  'no_receipt',
  'mms',
  'inbound',
] as const;
type Kind = (typeof kinds)[number];

const texts = [
  { body: 'Your table for two is booked for 19:30. See you tonight!', campaign: 'bookings' },
  { body: 'Your parcel is out for delivery and arrives between 2 and 4 pm.', campaign: 'parcels' },
  { body: 'Tap water in your street is off tomorrow from 9 to 11 am.', campaign: 'notices' },
  { body: 'Happy birthday from all of us 🎂', campaign: 'birthdays' },
  {
    body:
      'Reminder: your appointment with Dr. Okafor is on Thursday at 10:15. Please bring your insurance card and the form ' +
      'that we sent you, and come ten minutes early. Reply C to confirm or R to choose another day.',
    campaign: 'reminders',
  },
] as const;

/** How long a message that expires waits, in seconds: short, so that it can be watched. */
const validitySeconds = 6;

// 555-0100 to 555-0199 belong to nobody.
function phoneNumber(random: Random): string {
  const area = pick(random, ['206', '303', '415', '512', '617', '718'] as const);
  return `+1${area}55501${String(Math.floor(random() * 100)).padStart(2, '0')}`;
}

/** A number that gives a message this ending; another's ending is `delivered`. */
function recipient(random: Random, kind: Kind): string {
  const magic = magicNumbers.filter(({ effect }) => effect.when === 'ending' && effect.ending.kind === kind);
  return kind === 'delivered' || magic.length === 0 ? phoneNumber(random) : pick(random, magic).number;
}

/** Makes up one message after the other: endings, dialects, projects and texts in turn, as chance orders them. */
export function createDemoMessages(random: Random, projects: readonly DemoProject[]): () => DemoMessage {
  const nextKind = createBag(random, kinds);
  const nextDialect = createBag(random, ['compatibility', 'platform'] as const);
  const nextText = createBag(random, texts);
  const nextProject = createBag(
    random,
    projects.map(({ projectId }) => ({ projectId, number: phoneNumber(random) })),
  );

  return () => {
    const kind = nextKind();
    const { projectId, number } = nextProject();
    const other = recipient(random, kind);
    if (kind === 'inbound') {
      // Only the compatibility dialect documents its two statuses, as only the platform's documents `read`.
      const request = { dialect: 'compatibility', body: 'Thanks, see you then!', from: other, to: number } as const;
      return { direction: 'inbound', request: { ...request, projectId } };
    }
    const dialect = kind === 'read' ? 'platform' : nextDialect();
    const { body, campaign } = nextText();
    return {
      direction: 'outbound',
      request: {
        projectId,
        dialect,
        from: number,
        to: other,
        body,
        ...(dialect === 'platform' ? { customVariables: { campaign } } : {}),
        ...(kind === 'mms' ? { media: ['https://media.example/picture.jpg'] } : {}),
        ...(kind === 'expired' ? { validitySeconds } : {}),
      },
    };
  };
}
