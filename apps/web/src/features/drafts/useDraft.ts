import { useCallback, useEffect, useRef, useState } from 'react';
import { say } from '../../ui/toasts.js';
import {
  draftOfTab,
  guardDraft,
  listDrafts,
  newDraftId,
  readDraft,
  writeDraft,
  type DraftKind,
  type StoredDraft,
} from './draftStore.js';

const SAVE_DELAY_MS = 300;

/** What stands in the editors and fields, and where it came from. */
interface Work<T> {
  id: string;
  content: T;
  /** Only what the visitor did is kept. `loading`: it is not known yet what they had. */
  origin: 'loading' | 'nothing' | 'example' | 'visitor';
  runId: string | null;
  /** The visitor's own, which something else took the place of. */
  replaced: Pick<Work<T>, 'id' | 'content' | 'runId'> | null;
}

/** The draft of a page. */
export interface Drafting<T> {
  content: T;
  /** Whether it is known what the visitor had. */
  ready: boolean;
  /** The submission that was made of this draft last. */
  runId: string | null;
  change(part: Partial<T>): void;
  ran(id: string): void;
  /** Puts something else in its place, as a draft of its own; `what` names it. */
  replace(content: T, what: string): void;
  /** What was replaced, back again; null: nothing was. */
  bringBack: (() => void) | null;
  /** Another draft that is kept. */
  open(draft: StoredDraft<T>): void;
  /** Why changes are not kept; null: they are. */
  trouble: string | null;
}

interface DraftOptions<T> {
  kind: DraftKind;
  empty: T;
  /** What a visitor without anything of their own starts with; null: nothing known yet. */
  example: T | null;
  nameOf(content: T): string;
  /** Fills in what drafts of older versions do not have. */
  complete(content: Partial<T>): T;
  /** What an older version kept elsewhere. */
  older?(): T | null;
}

/** A draft that cannot be lost: kept per tab, and each replacement can be undone. */
export function useDraft<T extends object>(options: DraftOptions<T>): Drafting<T> {
  const { kind, empty, example } = options;
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [work, setWork] = useState<Work<T>>(() => ({
    id: newDraftId(),
    content: empty,
    origin: 'loading',
    runId: null,
    replaced: null,
  }));
  const [trouble, setTrouble] = useState<string | null>(null);

  useEffect(() => {
    let current = true;
    const start = async () => {
      const known = draftOfTab(kind);
      const own = known === null ? null : await readDraft<T>(known);
      const newest = own ?? (await listDrafts<T>(kind))[0] ?? null;
      const older = newest ? null : (latest.current.older?.() ?? null);
      if (!current) return;
      setWork((before) =>
        before.origin !== 'loading'
          ? before
          : newest
            ? {
                ...before,
                // A copy of another tab's gets a document of its own.
                id: own ? own.id : before.id,
                content: latest.current.complete(newest.content),
                origin: 'visitor',
                runId: own ? own.runId : null,
              }
            : { ...before, ...(older && { content: older }), origin: older ? 'visitor' : 'nothing' },
      );
    };
    start().catch((error: unknown) => {
      if (!current) return;
      setTrouble(reasonOf(error));
      setWork((before) => (before.origin === 'loading' ? { ...before, origin: 'nothing' } : before));
    });
    return () => {
      current = false;
    };
  }, [kind]);

  // While it renders: what is chosen on the page is chosen for the example that is shown with it.
  const takes = work.origin === 'nothing' || (work.origin === 'example' && work.content !== example);
  if (example !== null && takes) setWork({ ...work, content: example, origin: 'example' });

  const ready = work.origin !== 'loading';
  const id = useRef(work.id);
  useEffect(() => {
    id.current = work.id;
  }, [work.id]);
  useEffect(() => {
    if (!ready) return;
    return guardDraft(
      () => id.current,
      () => setWork((before) => ({ ...before, id: newDraftId() })),
    );
  }, [ready]);

  useSaving(kind, work, latest, setTrouble);

  const change = useCallback((part: Partial<T>) => {
    setWork((before) => ({ ...before, content: { ...before.content, ...part }, origin: 'visitor' }));
  }, []);
  const ran = useCallback((runId: string) => {
    setWork((before) => ({ ...before, runId, origin: 'visitor' }));
  }, []);
  const bringBack = useCallback(() => {
    setWork((before) =>
      before.replaced ? { ...before.replaced, origin: 'visitor', replaced: null } : before,
    );
  }, []);
  const { origin } = work;
  const replace = useCallback(
    (content: T, what: string) => {
      setWork((before) => ({
        id: newDraftId(),
        content,
        origin: 'visitor',
        runId: null,
        replaced: before.origin === 'visitor' ? before : before.replaced,
      }));
      if (origin === 'visitor')
        say(`${what} took the place of your work.`, { label: 'Undo', run: bringBack });
    },
    [origin, bringBack],
  );
  const open = useCallback((draft: StoredDraft<T>) => {
    const content = latest.current.complete(draft.content);
    setWork({ id: draft.id, content, origin: 'visitor', runId: draft.runId, replaced: null });
  }, []);

  return {
    content: work.content,
    ready,
    runId: work.runId,
    change,
    ran,
    replace,
    bringBack: work.replaced ? bringBack : null,
    open,
    trouble,
  };
}

/** Keeps a draft a moment after its last change, and when the page is left. */
function useSaving<T extends object>(
  kind: DraftKind,
  work: Work<T>,
  options: React.RefObject<DraftOptions<T>>,
  onTrouble: (reason: string | null) => void,
): void {
  const { id, content, origin, runId } = work;
  const wait = useRef<(() => void) | null>(null);
  useEffect(() => {
    if (origin !== 'visitor') return;
    const save = () => {
      wait.current = null;
      const name = options.current.nameOf(content);
      writeDraft({ id, kind, name, updatedAt: Date.now(), content, runId }).then(
        () => onTrouble(null),
        (error: unknown) => onTrouble(reasonOf(error)),
      );
    };
    wait.current = save;
    const timer = setTimeout(save, SAVE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [kind, id, content, origin, runId, options, onTrouble]);
  useEffect(() => {
    const leave = () => wait.current?.();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
}

function reasonOf(error: unknown): string {
  const full = error instanceof DOMException && error.name === 'QuotaExceededError';
  return full
    ? 'This browser has no room left for your changes: they are gone when the page is closed.'
    : 'This browser does not let the page keep anything: your changes are gone when it is closed.';
}
