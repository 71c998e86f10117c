/** A body as text where it is text; in base64 where it is not. */
export function payloadText(base64: string): { readonly text: string; readonly isText: boolean } {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), isText: true };
  } catch {
    return { text: base64, isText: false };
  }
}
