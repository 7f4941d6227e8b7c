import { useState } from 'react';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { listDrafts, type DraftKind, type StoredDraft } from './draftStore.js';

interface DraftMenuProps<T> {
  kind: DraftKind;
  onPick(draft: StoredDraft<T>): void;
}

/** The drafts that this browser keeps. */
export function DraftMenu<T>({ kind, onPick }: DraftMenuProps<T>) {
  const [drafts, setDrafts] = useState<StoredDraft<T>[]>([]);
  const id = `drafts-${kind}`;
  return (
    <>
      <button type="button" className="button" popoverTarget={id}>
        Drafts
      </button>
      <div
        id={id}
        className="popover sheet drafts"
        popover="auto"
        onToggle={(event) => {
          if (event.newState === 'open') void listDrafts<T>(kind).then(setDrafts, () => setDrafts([]));
        }}
      >
        {drafts.length === 0 && (
          <p className="muted">What you type is kept in this browser and appears here.</p>
        )}
        <ul>
          {drafts.map((draft) => (
            <li key={draft.id}>
              <button
                type="button"
                className="draft"
                onClick={() => {
                  onPick(draft);
                  document.getElementById(id)?.hidePopover();
                }}
              >
                <span>{draft.name}</span>
                <span className="muted">
                  <RelativeTime at={new Date(draft.updatedAt).toISOString()} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
