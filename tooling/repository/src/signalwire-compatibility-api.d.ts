// The package ships types that its `exports` do not point at. This is what the documents use of it.
declare module '@signalwire/compatibility-api' {
  import type { RequestHandler } from 'express';

  export const RestClient: {
    webhook(signingKey: string, options: { readonly url: string }): RequestHandler;
  };
}
