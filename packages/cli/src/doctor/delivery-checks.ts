import { accepted, type DoctorCheck } from './check.ts';

const rejectsNothingNew =
  'Keep unknown statuses and new fields, never refuse them: SignalWire adds both without notice.';
const concurrent = 20;

/** What a working endpoint takes. */
export const deliveryChecks: readonly DoctorCheck[] = [
  {
    id: 'accepts_compatibility',
    title: 'takes a signed callback of the compatibility API (form)',
    fix: 'Check the signing key and the URL: `statuswire listen` or `verify --explain` says what does not match.',
    run: async (probe) => accepted({ '': await probe.send(probe.delivery()) }),
  },
  {
    id: 'accepts_platform',
    title: 'takes a signed callback of the platform (JSON)',
    fix: 'Take both dialects at one URL: the platform signs JSON bodies by their raw bytes, in hex.',
    run: async (probe) => accepted({ '': await probe.send(probe.delivery({ dialect: 'platform' })) }),
  },
  {
    id: 'accepts_compatibility_json',
    title: 'takes the compatibility dialect as JSON, as its OpenAPI document says',
    fix: 'Tell the dialect by the names of the fields, not by the content type.',
    run: async (probe) => accepted({ '': await probe.send(probe.delivery({ encoding: 'json' })) }, 'warn'),
  },
  {
    id: 'accepts_sparse',
    title: 'takes callbacks with empty, null and missing fields',
    fix: 'The text may be empty or null, and error fields may be missing although they are documented as required.',
    run: async (probe) =>
      accepted({
        'empty fields': await probe.send(probe.delivery({ body: '', fields: { ErrorCode: '' } })),
        'a text that is null': await probe.send(probe.delivery({ dialect: 'platform', body: null })),
        'no text': await probe.send(probe.delivery({ body: null })),
      }),
  },
  {
    id: 'accepts_unknown',
    title: 'takes unknown statuses and new fields',
    fix: rejectsNothingNew,
    run: async (probe) =>
      accepted({
        'an unknown status': await probe.send(probe.delivery({ status: 'teleported' })),
        'an unknown status (platform)': await probe.send(probe.delivery({ dialect: 'platform', status: 'teleported' })),
        'a new field': await probe.send(probe.delivery({ fields: { NewField: 'x' } })),
        'a new error code': await probe.send(probe.delivery({ status: 'failed', errorCode: '99999' })),
      }),
  },
  {
    id: 'accepts_repeats',
    title: 'takes the same callback twice',
    fix: 'Answer 2xx to a repeat: SignalWire repeats what it has no answer to, and goes on as long as it is refused.',
    run: async (probe) => {
      const delivery = probe.delivery();
      return accepted({ 'at first': await probe.send(delivery), again: await probe.send(delivery) });
    },
  },
  {
    id: 'accepts_disorder',
    title: 'takes callbacks out of order',
    fix: 'Answer 2xx to a late callback, and let the state be decided by what is furthest along, not by what came last.',
    run: async (probe) => {
      const messageId = probe.newMessageId();
      return accepted({
        delivered: await probe.send(probe.delivery({ messageId, status: 'delivered' })),
        'then sent': await probe.send(probe.delivery({ messageId, status: 'sent' })),
      });
    },
  },
  {
    id: 'accepts_text',
    title: 'takes texts in any script, and line ends and plus signs',
    fix: 'Verify the bytes as they came, in UTF-8, before anything has parsed them.',
    run: async (probe) => {
      const body = 'Grüße +1 & 100%\r\n你好 😀 \\/ <b>"\'';
      return accepted({
        form: await probe.send(probe.delivery({ body })),
        JSON: await probe.send(probe.delivery({ dialect: 'platform', body })),
      });
    },
  },
  {
    id: 'accepts_pieces',
    title: 'takes a body that comes in pieces',
    fix: 'Read the body until it ends, whatever pieces it comes in.',
    run: async (probe) =>
      accepted({
        'in halves': await probe.send(probe.delivery(), { pauseMs: 200 }),
        'without a length': await probe.send(probe.delivery({ dialect: 'platform' }), { chunked: true }),
      }),
  },
  {
    id: 'accepts_many',
    title: `takes ${concurrent} at once`,
    fix: 'Handle callbacks concurrently, or queue them: one message to many recipients brings many at the same moment.',
    run: async (probe) => {
      const results = await Promise.all(Array.from({ length: concurrent }, () => probe.send(probe.delivery())));
      return accepted(Object.fromEntries(results.map((result, index) => [`no. ${index + 1}`, result])));
    },
  },
  {
    id: 'survives_leaving',
    title: 'survives a sender that goes away midway',
    fix: 'Handle the error of a request that is cut off: without a listener it ends the process.',
    run: async (probe) => {
      await probe.leaveMidway(probe.delivery({ body: 'x'.repeat(20_000) }));
      return accepted({ 'the next one': await probe.send(probe.delivery()) });
    },
  },
];
