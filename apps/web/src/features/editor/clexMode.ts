import { StreamLanguage } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

const CALLS = /^(?:tree|graph|bipartite|sum|count|min|max)(?=\s*\()/;
const WORDS =
  /^(?:let|where|has|distinct|sorted|prime|palindrome|balanced|each|sum|and|or|not|connected|directed|acyclic|loops|multi|rooted|path|star)\b/;

/** Highlighting of clex texts, token by token; errors are the service's business (it knows the grammar). */
const language = StreamLanguage.define({
  name: 'clex',
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match(/^'(?:\\.|[^'\\])*'?/) ?? stream.match(/^"(?:\\.|[^"\\])*"?/)) return 'string';
    if (stream.match(/^@[^@\n]*@?/)) return 'atom';
    if (stream.match(/^\\\d+/) ?? stream.match(/^<\w+>/)) return 'meta';
    if (stream.match(/^\d+(?:\.\d+)?/)) return 'number';
    if (stream.match(CALLS)) return 'variableName.function';
    if (stream.match(WORDS)) return 'keyword';
    if (stream.match(/^[NFS](?![A-Za-z_0-9])/)) return 'typeName';
    if (stream.match(/^[A-Za-z_]\w*(?=\s*=(?!=))/)) return 'variableName.definition';
    if (stream.match(/^[A-Za-z_]\w*/)) return 'variableName';
    if (stream.match(/^(?:[<>=!]=|[-+*/%^|~;#])/)) return 'operator';
    stream.next();
    return 'punctuation';
  },
});

/** The colours of the language of inputs. */
export const clex = (): Extension => language;
