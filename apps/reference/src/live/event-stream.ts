/** The media type of server-sent events. */
export const eventStreamType = 'text/event-stream';

/** The head of a stream. A proxy that buffers it would make it late, or never. */
export const streamHeaders: Readonly<Record<string, string>> = {
  'content-type': eventStreamType,
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

/** Writes one server-sent event; the data is JSON, which has no line break. */
export function serverSentEvent(name: string, data: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
