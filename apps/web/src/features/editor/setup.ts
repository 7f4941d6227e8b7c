import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';

/**
 * What an editor needs to be shown; the rest comes with `editing`. `small`: no line numbers, and lines wrap.
 */
export function setup(variant: 'full' | 'small'): Extension {
  const both = [highlightSpecialChars(), history(), drawSelection()];
  if (variant === 'small')
    return [both, EditorView.lineWrapping, keymap.of([...defaultKeymap, ...historyKeymap])];
  return [
    both,
    lineNumbers(),
    highlightActiveLineGutter(),
    foldGutter(),
    dropCursor(),
    EditorState.allowMultipleSelections.of(true),
    indentOnInput(),
    bracketMatching(),
    rectangularSelection(),
    crosshairCursor(),
    highlightActiveLine(),
    keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap]),
  ];
}
