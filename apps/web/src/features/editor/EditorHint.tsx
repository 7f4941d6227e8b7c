/** The element that says how an editor is left with the keyboard; editors name it as their description. */
export const EDITOR_HINT_ID = 'editor-hint';

/** How an editor is left with the keyboard. Once on each page that has editors. */
export function EditorHint() {
  return (
    <span id={EDITOR_HINT_ID}>
      <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves an editor.
    </span>
  );
}
