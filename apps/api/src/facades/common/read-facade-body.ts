import { scanJson } from '../../platform/http/bodies/json-scan.js';
import { MAX_DEPTH, MAX_VALUES } from '../../platform/http/bodies/parse-json.js';

/** No client of a facade sends a form with more than some dozens. */
const MAX_FIELDS = 1_000;
const AMPERSAND = 0x26;

export interface FacadeBody {
  bytes: Uint8Array;
  /** What the bytes are read as: a form by its content type; else JSON. */
  formType: string | null;
}

/** What was found: JSON, or the fields of a form; or why it cannot be read, as threads hand over no classes. */
export type ReadBody = { kind: 'ok'; value: unknown } | { kind: 'unreadable'; message: string };

/** Reads a body as JSON or as a form, within bounds that hold before anything is built from it. */
export async function readFacadeBody({ bytes, formType }: FacadeBody): Promise<ReadBody> {
  try {
    const value = formType === null ? json(bytes) : Object.fromEntries(await fieldsOf(bytes, formType));
    return { kind: 'ok', value };
  } catch (error) {
    return { kind: 'unreadable', message: (error as Error).message };
  }
}

function json(bytes: Uint8Array): unknown {
  if (scanJson(bytes, MAX_DEPTH, MAX_VALUES).kind !== 'ok')
    throw new Error(`more than ${MAX_VALUES} values, or nested deeper than ${MAX_DEPTH} levels`);
  return JSON.parse(textOf(bytes)) as unknown;
}

async function fieldsOf(bytes: Uint8Array, type: string): Promise<[string, string][]> {
  if (!/^\s*multipart\//i.test(type)) {
    if (countOf(AMPERSAND, bytes) >= MAX_FIELDS) throw tooManyFields();
    return [...new URLSearchParams(textOf(bytes))];
  }
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const fields = [...form];
  if (fields.length > MAX_FIELDS) throw tooManyFields();
  return Promise.all(
    fields.map(async ([name, value]): Promise<[string, string]> => [
      name,
      typeof value === 'string' ? value : await value.text(),
    ]),
  );
}

function tooManyFields(): Error {
  return new Error(`more than ${MAX_FIELDS} fields`);
}

function countOf(byte: number, bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count += 1;
  return count;
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString();
}
