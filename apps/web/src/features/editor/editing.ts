import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Prec, type Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { completeClex } from './clexCompletion.js';

/** What one has from the moment on at which one begins to type: search, brackets in pairs, completion. */
export function editing(language: string): Extension {
  const completion = autocompletion(language === 'clex' ? { override: [completeClex], icons: false } : {});
  if (language === 'clex') return [completion, keymap.of(completionKeymap)];
  return [
    closeBrackets(),
    // Before the keys that every editor has: Backspace takes both brackets.
    Prec.high(keymap.of(closeBracketsKeymap)),
    completion,
    highlightSelectionMatches(),
    keymap.of([...searchKeymap, ...completionKeymap]),
  ];
}
