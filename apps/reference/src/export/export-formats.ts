import type { Message } from '../api/client-types.ts';
import { byteOrderMark, type Cell, csvRow } from './csv.ts';

/** The formats of an export: for spreadsheets, and for programs. */
export const exportFormats = ['csv', 'jsonl'] as const;

/** A format of an export. */
export type ExportFormat = (typeof exportFormats)[number];

/** How messages are written in one format. */
export interface MessageWriter {
  readonly mediaType: string;
  /** Comes before the first message. */
  readonly head: string;
  readonly row: (message: Message) => string;
}

const columns: Readonly<Record<string, (message: Message) => Cell>> = {
  firstSeenAt: ({ firstSeenAt }) => firstSeenAt,
  lastSeenAt: ({ lastSeenAt }) => lastSeenAt,
  occurredAt: ({ occurredAt }) => occurredAt,
  projectId: ({ projectId }) => projectId,
  messageId: ({ messageId }) => messageId,
  status: ({ status }) => status,
  providerStatus: ({ providerStatus }) => providerStatus,
  outcome: ({ outcome }) => outcome,
  errorCode: ({ error }) => error?.code ?? null,
  errorMessage: ({ error }) => error?.message ?? null,
  from: ({ from }) => from,
  to: ({ to }) => to,
  direction: ({ direction }) => direction,
  kind: ({ kind }) => kind,
  dialect: ({ dialect }) => dialect,
  segments: ({ segments }) => segments,
  media: ({ media }) => media,
  conflicted: ({ conflicted }) => conflicted,
  healed: ({ healed }) => healed,
  lateCount: ({ lateCount }) => lateCount,
  eventCount: ({ eventCount }) => eventCount,
};

const textColumns: typeof columns = {
  body: ({ body }) => body,
  customVariables: ({ customVariables }) => JSON.stringify(customVariables),
};

function csvWriter(texts: boolean): MessageWriter {
  const written = Object.entries({ ...columns, ...(texts ? textColumns : {}) });
  return {
    mediaType: 'text/csv; charset=utf-8',
    head: byteOrderMark + csvRow(written.map(([name]) => name)),
    row: (message) => csvRow(written.map(([, cellOf]) => cellOf(message))),
  };
}

function jsonLinesWriter(texts: boolean): MessageWriter {
  return {
    mediaType: 'application/jsonl',
    head: '',
    row(message) {
      const { body: _, customVariables: __, ...withoutTexts } = message;
      return `${JSON.stringify(texts ? message : withoutTexts)}\n`;
    },
  };
}

/** Writes messages in a format; what their senders wrote is left out unless it is asked for. */
export function createMessageWriter(format: ExportFormat, { texts }: { readonly texts: boolean }): MessageWriter {
  return format === 'csv' ? csvWriter(texts) : jsonLinesWriter(texts);
}
