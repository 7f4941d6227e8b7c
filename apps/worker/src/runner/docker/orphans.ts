import type Docker from 'dockerode';
import { OWNER_LABEL, ROOT_LABEL } from './container-options.js';
import { inTime } from './engine.js';
import { placeName, startTimeOf } from './process-names.js';
import { isAbandoned } from './socket-root.js';

const QUESTION_TIMEOUT_MS = 10_000;

/**
 * Removes the runner containers of workers that are no more, as far as that can be known here. Containers end
 * with their worker by themselves; this is for those that never came to listen, or whose engine was killed.
 * Gives their number.
 * @param local the engine is of this machine: it has seen no other boot than this one's and earlier ones'
 * @throws EngineGone
 */
export async function removeOrphans(engine: Docker, owner: string, local: boolean): Promise<number> {
  const filters = { label: [OWNER_LABEL] };
  const containers = await inTime(engine.listContainers({ all: true, filters }), QUESTION_TIMEOUT_MS);
  const here = await placeName();
  let removed = 0;
  for (const { Id, Labels } of containers) {
    const other = Labels[OWNER_LABEL] ?? '';
    if (other === owner || !(await isDead(other, Labels[ROOT_LABEL], here, local))) continue;
    await inTime(engine.getContainer(Id).remove({ force: true, v: true }), QUESTION_TIMEOUT_MS).then(
      () => (removed += 1),
      () => undefined,
    );
  }
  return removed;
}

/** Whether an owner has ended; one of another host, whose folder is not to be seen here, cannot be judged. */
async function isDead(
  owner: string,
  root: string | undefined,
  here: string,
  local: boolean,
): Promise<boolean> {
  const parts = owner.split('/');
  const [pid, startTime] = parts.slice(-2);
  if (parts.slice(0, -2).join('/') === here) return (await startTimeOf(Number(pid))) !== startTime;
  const [[host, boot], [ownHost, ownBoot]] = [parts, here.split('/')];
  // The same host before it was started anew.
  if (local && host === ownHost && boot !== ownBoot && !parts.includes('unknown')) return true;
  // A worker in another container of this host, perhaps.
  return root !== undefined && (await isAbandoned(root));
}
