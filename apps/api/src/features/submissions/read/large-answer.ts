import type { Submission } from '@app/database';
import type { Repository } from 'typeorm';
import { type Caller, mayRead } from '../../../accounts/access/caller.js';
import { JsonBytes } from '../../../platform/http/answers/large-json.js';
import { OUTLINE_COLUMNS, pickFields, toSmallView } from './submission-view.js';

/** Members that the database has as JSON texts. */
const TEXTS = ['request', 'result'] as const;
/** What the database sends as one value: to read a value takes as long as no other request has its turn. */
const PIECE_BYTES = 384 * 1024;
/** A row may become another one between two statements, which then are made once more. */
const TRIES = 5;

/**
 * A large submission as it is answered. Request and result stay the JSON texts that the database has, and come
 * in pieces: to build megabytes of values and write them again would hold up all requests, and leave several
 * times their size behind.
 * @param fields which members; undefined: all
 * @param positionOf its place in the queue
 * @returns null when it is gone, or none of the caller's
 */
export async function answerOfLarge(
  rows: Repository<Submission>,
  caller: Caller,
  id: string,
  fields: readonly string[] | undefined,
  positionOf: (row: Submission) => Promise<number | null>,
): Promise<JsonBytes | null> {
  const wanted = TEXTS.filter((name) => fields === undefined || fields.includes(name));
  for (let tried = 0; tried < TRIES; tried += 1) {
    const row = await rows.findOne({ where: { id }, select: { ...OUTLINE_COLUMNS, ownerId: true } });
    if (!row || !mayRead(caller, row)) return null;
    const texts: (Buffer[] | null)[] = [];
    for (const name of wanted) texts.push(await piecesOf(rows, name, row));
    if (texts.includes(null)) continue;
    const view = toSmallView(row, row.ownerId === caller.ownerId, await positionOf(row));
    const small = JSON.stringify(fields === undefined ? view : pickFields(view, fields));
    const head = small === '{}' ? '{' : `${small.slice(0, -1)},`;
    const members = wanted.flatMap((name, at) => [
      Buffer.from(`${at === 0 ? '' : ','}"${name}":`),
      ...texts[at]!,
    ]);
    return new JsonBytes(
      Buffer.from(wanted.length === 0 ? small : head),
      ...members,
      Buffer.from(wanted.length === 0 ? '' : '}'),
    );
  }
  throw new Error(`submission ${id} never stays as it is while it is read`);
}

/**
 * The bytes of a JSON text. The driver makes a string of each value, and has one for bytes as well: as
 * Latin-1 each byte is a character.
 * @returns null when the row has another state by now, or is gone
 */
async function piecesOf(
  rows: Repository<Submission>,
  name: (typeof TEXTS)[number],
  { id, status }: Submission,
): Promise<Buffer[] | null> {
  const found = await rows.query<{ at: number; piece: string }[]>(
    `SELECT "at", convert_from(substring("bytes" FROM "at" * ${PIECE_BYTES} + 1 FOR ${PIECE_BYTES}), 'LATIN1') AS "piece"
     FROM (SELECT convert_to(coalesce("${name}"::text, 'null'), 'UTF8') AS "bytes" FROM "submission"
           WHERE "id" = $1 AND "status" = $2 OFFSET 0) AS "whole",
       generate_series(0, (octet_length("bytes") - 1) / ${PIECE_BYTES}) AS "at"`,
    [id, status],
  );
  if (found.length === 0) return null;
  const pieces: Buffer[] = [];
  for (const { at, piece } of found) pieces[at] = Buffer.from(piece, 'latin1');
  return pieces;
}
