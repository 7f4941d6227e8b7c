// Each alternative also matches when it is never closed: a hostile source must not make this quadratic.
const COMMENT_OR_LITERAL =
  /\/\*[^]*?(?:\*\/|$)|\/\/[^\n\r]*|"""[^]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/g;
const TYPE =
  /[{}]|\bpublic\s+(?:(?:final|abstract|sealed|non-sealed|strictfp|static)\s+)*(?:class|interface|enum|record|@interface)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gu;

/** `\u000d` and the like come before everything else, comments included (JLS 3.3). */
const UNICODE_ESCAPE = /(?<!\\)((?:\\\\)*)\\u+([0-9a-fA-F]{4})/g;

/** The name javac wants for a file: that of its public top-level type (JLS 7.6), else `Main.java`. */
export function javaFileName(source: string): string {
  const unescaped = source.replace(
    UNICODE_ESCAPE,
    (_, before: string, code: string) => before + String.fromCharCode(parseInt(code, 16)),
  );
  const code = unescaped.replace(COMMENT_OR_LITERAL, ' ');
  let depth = 0;
  for (const match of code.matchAll(TYPE)) {
    if (match[0] === '{') depth += 1;
    else if (match[0] === '}') depth -= 1;
    else if (depth === 0 && Buffer.byteLength(match[1]!) <= 200) return `${match[1]}.java`;
  }
  return 'Main.java';
}
