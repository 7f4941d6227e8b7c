import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';

/** Half-open range of UTF-16 offsets in the document, or null for no error. */
export type ErrorSpan = { start: number; end: number } | null;

export const setErrorSpan = StateEffect.define<ErrorSpan>();

/** Underlines the span set by `setErrorSpan`. The mark moves with edits until the next answer replaces it. */
export const errorSpanField: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects)
      if (effect.is(setErrorSpan)) next = decorate(effect.value, transaction.state.doc.length);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function decorate(span: ErrorSpan, length: number): DecorationSet {
  if (!span) return Decoration.none;
  const start = Math.max(0, Math.min(span.start, length));
  const end = Math.max(start, Math.min(span.end, length));
  // An error at the very end of the text has nothing to underline: a caret-like mark stands there instead.
  if (start === end)
    return Decoration.set([Decoration.widget({ widget: new EndMark(), side: 1 }).range(start)]);
  return Decoration.set([Decoration.mark({ class: 'cm-error-span' }).range(start, end)]);
}

class EndMark extends WidgetType {
  override toDOM(): HTMLElement {
    const mark = document.createElement('span');
    mark.className = 'cm-error-span cm-error-end';
    mark.textContent = '\u00a0';
    return mark;
  }
}
