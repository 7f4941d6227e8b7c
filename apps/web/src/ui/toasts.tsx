import { useEffect, useSyncExternalStore } from 'react';

/** A short message, with what can be done about it. */
interface Toast {
  id: number;
  text: string;
  action?: { label: string; run(): void };
}

const SHOWN_MS = 10_000;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says something for ten seconds. Only the newest few are shown. */
export function say(text: string, action?: Toast['action']): void {
  lastId += 1;
  set([...toasts.slice(-2), { id: lastId, text, ...(action && { action }) }]);
}

const dismiss = (id: number) => set(toasts.filter((toast) => toast.id !== id));

/** Where messages appear; said aloud politely. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastLine({ toast }: { toast: Toast }) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id]);
  return (
    <div className="toast">
      <span>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className="link"
          onClick={() => {
            toast.action!.run();
            dismiss(toast.id);
          }}
        >
          {toast.action.label}
        </button>
      )}
      <button type="button" className="toast-close" aria-label="Dismiss" onClick={() => dismiss(toast.id)}>
        ×
      </button>
    </div>
  );
}
