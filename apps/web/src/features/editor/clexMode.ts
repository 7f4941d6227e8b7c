import { StreamLanguage } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

/** Highlighting of clex texts, token by token; errors are the service's business (it knows the grammar). */
export function clex(): Extension {
  return StreamLanguage.define({
    name: 'clex',
    token(stream) {
      if (stream.eatSpace()) return null;
      if (stream.match(/^'(?:\\.|[^'\\])*'?/)) return 'string';
      if (stream.match(/^@\w*@?/)) return 'atom';
      if (stream.match(/^\\\d+/)) return 'meta';
      if (stream.match(/^-?\d+/)) return 'number';
      if (stream.match(/^[A-Za-z_]\w*/)) return 'keyword';
      stream.next();
      return 'punctuation';
    },
  });
}
