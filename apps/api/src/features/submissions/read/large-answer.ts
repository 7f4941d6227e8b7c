import type { Submission } from '@app/database';
import type { Repository } from 'typeorm';
import type { Caller } from '../../../accounts/access/caller.js';
import { JsonBytes } from '../../../platform/http/answers/large-json.js';
import { utf8InPieces } from '../../../platform/slices/utf8-in-pieces.js';
import { OUTLINE_COLUMNS, pickFields, toSmallView } from './submission-view.js';

/** Members that the database has as JSON texts. */
const TEXTS = ['request', 'result'] as const;

/**
 * A large submission as it is answered. Request and result stay the JSON texts that the database has: to
 * build megabytes of values and write them again would hold up all requests, and leave several times their
 * size behind.
 * @param fields which members; undefined: all
 * @param positionOf its place in the queue
 * @returns null when it is gone
 */
export async function answerOfLarge(
  rows: Repository<Submission>,
  caller: Pick<Caller, 'ownerId'>,
  id: string,
  fields: readonly string[] | undefined,
  positionOf: (row: Submission) => Promise<number | null>,
): Promise<JsonBytes | null> {
  const wanted = TEXTS.filter((name) => fields === undefined || fields.includes(name));
  const query = rows
    .createQueryBuilder('row')
    .select([...Object.keys(OUTLINE_COLUMNS), 'ownerId'].map((name) => `row.${name}`))
    .where({ id });
  for (const name of wanted) query.addSelect(`row.${name}::text`, `text_of_${name}`);
  const { entities, raw } = await query.getRawAndEntities<Record<string, string | null>>();
  const [row, texts] = [entities[0], raw[0]];
  if (!row || !texts) return null;
  const view = toSmallView(row, row.ownerId === caller.ownerId, await positionOf(row));
  const small = JSON.stringify(fields === undefined ? view : pickFields(view, fields));
  const pieces = [small.slice(0, -1)];
  for (const name of wanted)
    pieces.push(
      `${pieces.length > 1 || small !== '{}' ? ',' : ''}"${name}":`,
      texts[`text_of_${name}`] ?? 'null',
    );
  return new JsonBytes(await utf8InPieces([...pieces, '}']));
}
