import type { Request } from 'express';

/** A body that cannot be read as what its content type says. */
export class UnreadableBody extends Error {}

/** The bytes of the body; empty when there is none. */
function rawBody(request: Request): Buffer {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** The body as JSON; undefined when there is none. @throws UnreadableBody */
export function jsonBody(request: Request): unknown {
  const bytes = rawBody(request);
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch (error) {
    throw new UnreadableBody((error as Error).message);
  }
}

/**
 * The members of a JSON object or a form; a file of a form as the text in it.
 * @param elseNothing whether JSON that is no object counts as one without members @throws UnreadableBody
 */
export async function bodyFields(
  request: Request,
  { elseNothing = false } = {},
): Promise<Record<string, unknown>> {
  const type = request.headers['content-type'] ?? '';
  if (/^\s*multipart\/form-data/i.test(type)) return formFields(await multipart(rawBody(request), type));
  if (/^\s*application\/x-www-form-urlencoded/i.test(type))
    return formFields(new URLSearchParams(rawBody(request).toString()));
  const body = jsonBody(request) ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    if (elseNothing) return {};
    throw new UnreadableBody('not an object');
  }
  return body as Record<string, unknown>;
}

async function multipart(bytes: Buffer, type: string): Promise<Iterable<[string, string]>> {
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    return await Promise.all(
      [...form].map(async ([name, value]): Promise<[string, string]> => [
        name,
        typeof value === 'string' ? value : await value.text(),
      ]),
    );
  } catch (error) {
    throw new UnreadableBody((error as Error).message);
  }
}

function formFields(entries: Iterable<[string, string]>): Record<string, unknown> {
  // Without a prototype: a field may be called as anything.
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries)) as Record<string, unknown>;
}
