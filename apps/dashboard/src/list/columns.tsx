import { Link } from '@tanstack/react-router';
import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { addressable, type Message } from '../api/client.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { formatMoment } from '../view/format.ts';
import { visibleText } from '../view/visible-text.ts';

/** Rows come sorted, filtered and paged from the service. */
export const features = tableFeatures({});
const helper = createColumnHelper<typeof features, Message>();

function marksOf({ conflicted, healed, lateCount }: Message): string {
  const marks = [conflicted ? 'contradictory' : '', healed ? 'healed' : '', lateCount > 0 ? 'out of order' : ''];
  return marks.filter((mark) => mark !== '').join(', ');
}

/** The columns of the list of messages. */
export const columns = helper.columns([
  helper.display({
    id: 'status',
    header: 'Status',
    cell: ({ row: { original: message } }) => (
      <>
        <StatusBadge status={message.status} word={message.providerStatus} />
        {message.error?.code == null ? null : <span className="code">{visibleText(message.error.code)}</span>}
      </>
    ),
  }),
  helper.display({
    id: 'message',
    header: 'Message',
    cell: ({ row: { original: message } }) => (
      <Link
        to="/messages/$projectId/$messageId"
        params={addressable(message)}
        search={(view) => view}
        className="message-link"
      >
        {visibleText(message.messageId)}
      </Link>
    ),
  }),
  helper.accessor('to', { header: 'To', cell: ({ getValue }) => visibleText(getValue()) }),
  helper.accessor('from', { header: 'From', cell: ({ getValue }) => visibleText(getValue()) }),
  helper.display({
    id: 'kind',
    header: 'Kind',
    cell: ({ row: { original: message } }) => `${message.kind.toUpperCase()} · ${message.dialect}`,
  }),
  helper.display({
    id: 'marks',
    header: 'Marks',
    cell: ({ row: { original: message } }) => marksOf(message),
  }),
  helper.accessor('firstSeenAt', { header: 'First seen', cell: ({ getValue }) => formatMoment(getValue()) }),
]);
