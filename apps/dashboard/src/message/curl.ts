import { type MessageIdentity, messagePath } from '../api/client.ts';

// Percent-encoded but for these, which a shell or a path could take for something else.
const strictly = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Asks this service about a message, on the command line. */
export function curlHere(identity: MessageIdentity, origin: string): string {
  const path = messagePath(identity).replace(/[!'()*]/g, strictly);
  return `curl '${origin}${path}'`;
}

/** Asks SignalWire about a message, on the command line; credentials come from variables, so that none is in the history. */
export function curlSignalWire({ projectId, messageId }: MessageIdentity): string {
  const path = `/api/laml/2010-04-01/Accounts/${strictly(projectId)}/Messages/${strictly(messageId)}`;
  // No shell takes a NUL.
  const user = projectId.replaceAll('\0', '').replaceAll("'", "'\\''");
  return `curl -u '${user}':"$SIGNALWIRE_API_TOKEN" "https://$SIGNALWIRE_SPACE_URL"'${path}'`;
}
