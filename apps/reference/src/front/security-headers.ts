import helmet from 'helmet';

/**
 * What a browser is held to: nothing from elsewhere, no inline script or style, no frame around us, no address told to
 * others. A text that got into a page as markup could still do nothing. helmet asks for Node's own objects only, so that it
 * stands in front of either framework; `koa-helmet` would be the same one, wrapped.
 */
export const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // Browsers heed it where they came by TLS. What else stands under the same name is not ours to decide.
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
});

/** Helmet has none of this one. */
export const permissionsPolicy = 'camera=(), geolocation=(), microphone=()';
