// Where what visitors type is kept. Theory of operation:
// One document per draft in IndexedDB, so that nothing is too large and two tabs do not write over each
// other. A tab knows its draft by an id in sessionStorage; a new tab begins with a copy of the newest draft
// and gets a document of its own with the first change. A duplicated tab brings the id of the first one
// along: tabs ask each other over a BroadcastChannel, and the later one takes a new document. The oldest
// documents go when there are more than fifty.
import { createStore, del, entries, get, set, type UseStore } from 'idb-keyval';

/** Pages that have drafts. */
export type DraftKind = 'stress' | 'run' | 'judge';

/** A draft as it is kept. */
export interface StoredDraft<T> {
  id: string;
  kind: DraftKind;
  name: string;
  /** Milliseconds since 1970. */
  updatedAt: number;
  content: T;
  /** The submission that was made of it last. */
  runId: string | null;
}

const KEPT = 50;
const CHANNEL = 'cpast.drafts';
const tabId = newDraftId();
let store: UseStore | undefined;
const open = () => (store ??= createStore('cpast', 'drafts'));

/** An id that no other draft has; works without https as well. */
export function newDraftId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join('');
}

/** The draft with an id. @throws when the browser does not let the page store anything */
export async function readDraft<T>(id: string): Promise<StoredDraft<T> | null> {
  return (await get<StoredDraft<T>>(id, open())) ?? null;
}

/** Drafts of one kind, newest first. @throws when the browser does not let the page store anything */
export async function listDrafts<T>(kind: DraftKind): Promise<StoredDraft<T>[]> {
  const all = (await entries<string, StoredDraft<T>>(open())).map(([, draft]) => draft);
  return all.filter((draft) => draft.kind === kind).sort((a, b) => b.updatedAt - a.updatedAt);
}

/** Keeps a draft. @throws when the browser does not let the page store it (none, or no more) */
export async function writeDraft<T>(draft: StoredDraft<T>): Promise<void> {
  await set(draft.id, draft, open());
  rememberDraft(draft.kind, draft.id);
  const drafts = await listDrafts(draft.kind);
  for (const old of drafts.slice(KEPT)) await del(old.id, open());
}

const keyOf = (kind: DraftKind) => `cpast.draft.${kind}`;

/** The draft of this tab. */
export function draftOfTab(kind: DraftKind): string | null {
  try {
    return sessionStorage.getItem(keyOf(kind));
  } catch {
    return null;
  }
}

/** Makes a draft that of this tab. */
function rememberDraft(kind: DraftKind, id: string): void {
  try {
    sessionStorage.setItem(keyOf(kind), id);
  } catch {
    // Then a reload begins with the newest draft.
  }
}

type Message = { type: 'asks' | 'holds'; id: string; from: string };

/**
 * Tells other tabs which draft this one holds, and hears when an earlier tab holds it as well.
 * @param current the draft of this tab now
 * @returns what ends it
 */
export function guardDraft(current: () => string | null, onHeldElsewhere: () => void): () => void {
  if (!('BroadcastChannel' in globalThis)) return () => {};
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.from === tabId || data.id !== current()) return;
    if (data.type === 'asks') channel.postMessage({ type: 'holds', id: data.id, from: tabId });
    else onHeldElsewhere();
  };
  const id = current();
  if (id !== null) channel.postMessage({ type: 'asks', id, from: tabId });
  return () => channel.close();
}
