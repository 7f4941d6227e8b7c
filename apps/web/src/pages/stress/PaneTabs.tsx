const PANES = ['reference', 'candidate', 'inputs', 'result'] as const;

/** Brings a pane of the workbench into view and gives it the focus. */
export function showPane(name: string): void {
  const pane = document.getElementById(`pane-${name}`);
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  pane?.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  const target = pane?.querySelector<HTMLElement>('.cm-content, textarea') ?? pane;
  // On a phone the focus of a text brings up a keyboard, which covers what was asked for.
  if (matchMedia('(pointer: fine)').matches) target?.focus({ preventScroll: true });
}

/** On a phone: the way to each pane. All of them stay on the page, to be searched, read and printed. */
export function PaneTabs({ found }: { found: boolean }) {
  return (
    <nav className="pane-tabs" aria-label="Panes">
      {PANES.map((name) => (
        <button key={name} type="button" onClick={() => showPane(name)}>
          {name}
          {name === 'result' && found && <span className="dot found" aria-label="has news" />}
        </button>
      ))}
    </nav>
  );
}
