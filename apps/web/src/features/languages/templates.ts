import type { ProgramDraft } from '../drafts/draft.js';

/** What an empty program of a language starts with: it adds two numbers. */
const TEMPLATES: readonly (readonly [RegExp, string])[] = [
  [
    /^(cpp|c\+\+)/,
    '#include <iostream>\n\nint main() {\n    long long a, b;\n    std::cin >> a >> b;\n    std::cout << a + b << "\\n";\n}\n',
  ],
  [
    /^c(-|$)/,
    '#include <stdio.h>\n\nint main(void) {\n    long long a, b;\n    scanf("%lld %lld", &a, &b);\n    printf("%lld\\n", a + b);\n}\n',
  ],
  [/^(python|pypy)/, 'a, b = map(int, input().split())\nprint(a + b)\n'],
  [
    /^java$/,
    'import java.util.Scanner;\n\npublic class Main {\n    public static void main(String[] args) {\n        Scanner in = new Scanner(System.in);\n        System.out.println(in.nextLong() + in.nextLong());\n    }\n}\n',
  ],
  [
    /^(javascript|node)/,
    "const [a, b] = require('fs').readFileSync(0, 'utf8').trim().split(/\\s+/).map(Number);\nconsole.log(a + b);\n",
  ],
  [
    /^rust/,
    'use std::io::{self, Read};\n\nfn main() {\n    let mut text = String::new();\n    io::stdin().read_to_string(&mut text).unwrap();\n    let sum: i64 = text.split_whitespace().map(|word| word.parse::<i64>().unwrap()).sum();\n    println!("{sum}");\n}\n',
  ],
  [
    /^go/,
    'package main\n\nimport "fmt"\n\nfunc main() {\n\tvar a, b int\n\tfmt.Scan(&a, &b)\n\tfmt.Println(a + b)\n}\n',
  ],
  [/^ruby/, 'a, b = gets.split.map(&:to_i)\nputs a + b\n'],
  [/^bash/, 'read a b\necho $((a + b))\n'],
];

/** A program to start from; empty where there is none for the language. */
export function templateOf(language: string): string {
  return TEMPLATES.find(([pattern]) => pattern.test(language))?.[1] ?? '';
}

const isTemplate = (source: string): boolean =>
  source.trim() === '' || TEMPLATES.some(([, template]) => template === source);

/**
 * The source after another language was chosen: a template that was not touched becomes that of the other
 * language.
 */
function sourceForLanguage(source: string, language: string): string {
  return isTemplate(source) ? templateOf(language) || source : source;
}

/** A program after a change; another language takes its template along. */
export function withLanguage(before: ProgramDraft, after: ProgramDraft): ProgramDraft {
  if (after.language === before.language) return after;
  return { ...after, source: sourceForLanguage(after.source, after.language) };
}
