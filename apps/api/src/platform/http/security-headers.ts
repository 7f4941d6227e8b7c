import helmet from 'helmet';

/** The headers that tell browsers what they must not do with our answers. */
export function securityHeaders() {
  return helmet({
    // TLS ends at a proxy, if anywhere: it is the one to promise https.
    strictTransportSecurity: false,
    // With `no-referrer` browsers hide the origin of our own forms as well.
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      directives: {
        // The editor and Swagger UI write style elements.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        // helmet would allow fonts of any site.
        'font-src': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        'upgrade-insecure-requests': null,
      },
    },
  });
}
