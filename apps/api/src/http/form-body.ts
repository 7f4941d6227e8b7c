import express, { type Request, type RequestHandler } from 'express';

/** Pages with plain forms. They also take JSON, and no body at all where nothing has to be said. */
const FORM_PATHS = new Set([
  '/login',
  '/logout',
  '/register',
  '/password_reset',
  '/admin/password',
  '/admin/logout',
]);
/** Commands of admins, many of which say everything with their address. */
const ADMIN_PREFIX = '/api/v1/admin/';
const MAX_BYTES = 16 * 1024;

const readForm = express.urlencoded({ extended: false, limit: MAX_BYTES, parameterLimit: 20 });

/** Reads the bodies of forms, and leaves all others to `json`. */
export function formOrJsonBody(json: RequestHandler, smallJson: RequestHandler): RequestHandler {
  return (request, response, next) => {
    const hasForm = FORM_PATHS.has(request.path);
    if (!hasForm && !request.path.startsWith(ADMIN_PREFIX)) return json(request, response, next);
    if (hasForm && isForm(request)) return readForm(request, response, next);
    if (isEmpty(request)) {
      request.body = {};
      return next();
    }
    return smallJson(request, response, next);
  };
}

export function isForm(request: Pick<Request, 'headers'>): boolean {
  return /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

function isEmpty({ headers }: Request): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}
