import { describe, expect, it } from 'vitest';
import { ClexError, generate, MAX_NESTING_DEPTH, MAX_SOURCE_LENGTH, MAX_UNITS, parse } from '../index.js';
import { errorOf } from '../../testing/testing.js';

const parseError = (source: string): ClexError => errorOf(() => parse(source));

/** Code, source and the part of the source that the carets must stand under, between « and ». */
const PARSE_ERRORS: readonly [code: string, marked: string][] = [
  ['unclosed_quote', "S[1,2,«'»abc]"],
  ['unclosed_quote', "«'»"],
  ['unclosed_quote', String.raw`S[1,2,«'»abc\']`],
  ['unclosed_quote', String.raw`S[1,2,«'»abc\ `.trimEnd()],
  ['unclosed_at', 'S[1,2,«@»CH_ALPHA]'],
  ['unclosed_at', 'S[1,2,«@»CH_ALPHA] S[1,2,@CH_NUM@]'],
  ['unknown_charset', 'S[1,2,«@CH_HEX@»]'],
  ['empty_charset', 'S[1,2,«@@»]'],
  ['empty_charset', "S[1,2,«''»]"],
  ['question_without_colon', '(«?»N)'],
  ['question_without_colon', '(«?» :N)'],
  ['question_without_colon', '«?»'],
  ['minus_without_digits', 'N[«-»,5]'],
  ['minus_without_digits', 'N[1,«-»]'],
  ['minus_without_digits', 'N[\\«-»]'],
  ['number_out_of_range', 'N[«9223372036854775808»,]'],
  ['number_out_of_range', 'N[«-9223372036854775809»,]'],
  ['number_out_of_range', 'N{«99999999999999999999999999»}'],
  ['unknown_character', 'N «$» N'],
  ['unknown_character', 'N[1«.»,2]'],
  ['unknown_character', '«é»'],
  ['unknown_character', 'N«😀»'],
  ['unknown_character', 'N«\0»'],
  ['unknown_character', 'N«\ud83d»'],
  ['unknown_character', "S[1,2,'a«\udc00»']"],
  ['unclosed_group', '«(?:»N[1,2]'],
  ['unclosed_group', 'N «(?:»(?:N) S'],
  ['unclosed_group', '(?:«(?:»N'],
  ['unclosed_group', '«(»N[1,2]'],
  ['unclosed_group', '«(»'],
  ['not_a_capture', '(«S»)'],
  ['not_a_capture', '(«F»[1,2])'],
  ['not_a_capture', '(«)»'],
  ['not_a_capture', '(«(»N))'],
  ['not_a_capture', '(«5»)'],
  ['not_a_capture', '(N «N»)'],
  ['not_a_capture', '(N«{»3})'],
  ['missing_comma', 'N[«]»'],
  ['missing_comma', 'N[1 «2»]'],
  ['missing_comma', 'F[«1»'],
  ['missing_comma', 'N«[»'],
  ['missing_comma', '(N[1 «2»])'],
  ['missing_comma', 'S[1«]»'],
  ['missing_comma', 'S[1,3«]»'],
  ['missing_comma', 'S[1,2 «@CH_ALL@»]'],
  ['missing_square_bracket', 'N[1,2 «N»'],
  ['missing_square_bracket', 'N[1,2,3«,»4]'],
  ['missing_square_bracket', 'N[1,«2»'],
  ['missing_square_bracket', "S[1,2,'a' «'b'»]"],
  ['missing_square_bracket', 'S[1,2,«5»]'],
  ['missing_square_bracket', '(N[1,2«)»'],
  ['missing_curly_bracket', 'N{3 «N»'],
  ['missing_curly_bracket', 'N{«3»'],
  ['missing_curly_bracket', '(?:N){\\1«)»'],
  ['group_number_below_one', 'N{«\\0»}'],
  ['group_number_below_one', 'N[«\\-3»,5]'],
  ['group_number_below_one', 'S[,«\\ 0»,]'],
  ['missing_group_number', 'N[«\\»,5]'],
  ['missing_group_number', 'N{«\\»}'],
  ['missing_group_number', 'N{«\\»'],
  ['negative_count', 'N{«-1»}'],
  ['negative_count', 'S[«-1»,5,]'],
  ['negative_count', 'S[1,«-9223372036854775808»,]'],
  ['negative_count', '(N[«-5»,5])'],
  ['unexpected_token', 'N «)»'],
  ['unexpected_token', '(?:N«]»'],
  ['unexpected_token', 'N{«}»'],
  ['unexpected_token', 'N{«N»}'],
  ['unexpected_token', 'N«{»'],
  ['unexpected_token', 'N{2}«{»3}'],
  ['unexpected_token', 'N{2}«[»1,2]'],
  ['unexpected_token', '(N)«{»3}'],
  ['unexpected_token', '«5»'],
  ['unexpected_token', '«\\»1'],
  ['unexpected_token', "«'abc'»"],
  ['unexpected_token', '«?:»'],
  ['unexpected_token', '«,»'],
  ['unexpected_token', 'N «#» N'],
  ['unexpected_token', 'N[1,2+«]»'],
  ['unexpected_token', 'let n=«;»'],
  ['unexpected_token', 'n=«5»'],
  ['unexpected_token', 'N ; «distinct» N'],
  ['unexpected_token', 'N{1,«}»'],
  ['unexpected_token', 'N[1,2,«]»'],
  ['unexpected_token', 'n=N n[«]»'],
  ['unexpected_token', 'tree«;»'],
  ['unexpected_token', 'tree(2) each «N»'],
  ['unexpected_token', '«:»'],
  ['unclosed_quote', 'N «"»abc'],
  ['unclosed_at', 'S[1,«@»a-z]'],
  ['unclosed_at', 'S[1,2,«@»LOWER] S[1,2,@CH_NUM@]'],
  ['charset_upside_down', 'S[3,«@z-a@»]'],
  ['charset_too_large', `S[3,«@${'\0-\u{10ffff}'.repeat(2)}@»]`],
  ['word_as_name', 'let «tree»=5'],
  ['word_as_name', '(«?sum:» N)'],
  ['name_twice', '(?e: N) «(?e:» N)'],
  ['unknown_name', '(?e: N) «<f>»'],
  ['name_without_value', 'N[1,«m»]'],
  ['name_without_value', '«n»'],
  ['not_a_whole_number', 'N[«1.5»,2]'],
  ['weight_below_one', '(?: «0»: N | S)'],
  ['rule_not_here', "S[5,'ab'] «prime»"],
  ['rule_not_here', 'N «sorted»'],
  ['rule_not_here', "N[1,2]{3} «has 'a'»"],
  ['rule_not_here', '(?: N ){3} «sum n <= 5» n=N'],
  ['rule_not_here', "S[4,'(['] S[4,'([<'] «balanced»"],
  ['rule_not_here', '«tree(3) directed»'],
  ['rule_not_here', '«graph(3,3) acyclic loops»'],
  ['wrong_arguments', '«tree(3,4)»'],
  ['wrong_arguments', '«graph(3)»'],
  ['number_out_of_range', 'F[«0.00000000000000000001»,1]'],
  ['nesting_too_deep', `N[${'('.repeat(256)}«(»1`],
  ['nesting_too_deep', `N[1${'+1'.repeat(256)}«+»1]`],
];

describe('an error of parsing', () => {
  it.each(PARSE_ERRORS)('is %s in %j', (code, marked) => {
    const start = marked.indexOf('«');
    const end = marked.indexOf('»') - 1;
    const error = parseError(marked.replace(/[«»]/g, ''));
    expect({ code: error.code, span: error.span }).toEqual({ code, span: { start, end } });
    expect(error.message).not.toBe('');
    expect(error.hint).not.toBe('');
  });

  it('is the first of the text', () => {
    expect(parseError("N[1 2] $ 'abc").code).toBe('missing_comma');
  });

  it('suggests the nearest charset', () => {
    expect(parseError('S[,,@CH_ALHPA@]').hint).toContain('@CH_ALPHA@');
    expect(parseError('S[,,@ch_low@]').hint).toContain('@CH_LOWER@');
    expect(parseError('S[,,@CH_NEWLIN@]').hint).toContain('@CH_NEWLINE@');
  });

  it('quotes hostile text only in part and without control characters', () => {
    const { message } = parseError(`S[,,@CH${'x\x1b'.repeat(100_000)}@]`);
    expect(message.length).toBeLessThan(200);
    expect(message).not.toContain('\x1b');
  });

  it('tells what habits from other notations become', () => {
    expect(parseError('n[1,2]').hint).toContain('upper case');
    expect(parseError('N[0.5,1]').hint).toContain('"F"');
    expect(parseError('N[1,1E5]').hint).toContain('10^5');
    expect(parseError('n').hint).toContain('upper case');
    expect(parseError('n=N[1,9] && S').hint).toContain('and');
    expect(parseError('tot=N N[1,total]').hint).toContain('"tot"');
    expect(parseError('(N){3}').hint).toContain('(?:(N)){3}');
    expect(parseError('S[1,3]').hint).toContain('two commas');
    expect(parseError('N\u200b').message).toContain('U+200B');
  });
});

describe('the bounds of parsing', () => {
  it('stop 50,000 nested groups, closed or not', () => {
    for (const closing of ['', ')'.repeat(50_000)]) {
      const error = parseError('(?:'.repeat(50_000) + closing);
      expect(error.code).toBe('nesting_too_deep');
      expect(error.message).toContain('nesting depth');
      expect(error.span).toEqual({ start: 3 * MAX_NESTING_DEPTH, end: 3 * MAX_NESTING_DEPTH + 3 });
    }
  });

  it('let groups be nested as deep as the bound says', () => {
    const source = '(?:'.repeat(MAX_NESTING_DEPTH) + 'N[7,7]' + ')'.repeat(MAX_NESTING_DEPTH);
    expect(generate(parse(source), 1n, 0)).toBe('7');
  });

  it('stop more elements than the bound says, at the first one too many', () => {
    expect(parse('N'.repeat(MAX_UNITS)).body.branches[0]!.steps).toHaveLength(MAX_UNITS);
    for (const unit of ['N', '(N)', '(?:)', ';', '|', '"a"']) {
      const error = parseError(unit.repeat(MAX_UNITS + 1));
      expect(error.code).toBe('too_many_units');
      expect(error.span.start).toBe(MAX_UNITS * unit.length);
    }
  });

  it.each(['N', ' ', '(', '(?:', '9', "'", '@', '\\', '-', 'é', 'S[,,@', "S[1,1,'a']"])(
    'stop 16 MiB of %j at once',
    (piece) => {
      const source = piece.repeat(Math.ceil((16 * 1024 * 1024) / piece.length));
      const started = performance.now();
      const error = parseError(source);
      expect(error.code).toBe('source_too_long');
      expect(error.span).toEqual({ start: MAX_SOURCE_LENGTH, end: source.length });
      expect(error.render(source).length).toBeLessThan(1000);
      expect(performance.now() - started).toBeLessThan(20_000);
    },
  );

  it.each(['N', ' ', '(', '(?:', '9', "'", '@', '\\', '-', 'é', 'S[,,@', "S[1,1,'a']", "S[,,'", '(N', 'N{'])(
    'keep the longest source of %j fast',
    (piece) => {
      const source = piece.repeat(Math.floor(MAX_SOURCE_LENGTH / piece.length));
      const started = performance.now();
      if (piece === ' ') expect(parse(source).body.branches[0]!.steps).toEqual([]);
      else expect(parseError(source).render(source).length).toBeLessThan(1000);
      expect(performance.now() - started).toBeLessThan(20_000);
    },
  );
});

describe('render', () => {
  const rendered = (source: string): string[] => parseError(source).render(source).split('\n');

  it('shows place, message, code, the line with carets under the span, and the hint', () => {
    const error = parseError('N[1,5]\n  S[1,2,@CH_ALPHAA@]\nN');
    expect(error.render('N[1,5]\n  S[1,2,@CH_ALPHAA@]\nN')).toBe(
      [
        '2:9: There is no charset named "CH_ALPHAA". [unknown_charset]',
        '2 |   S[1,2,@CH_ALPHAA@]',
        '  |         ^^^^^^^^^^^',
        `hint: Did you mean "@CH_ALPHA@"? For characters of your own write them in quotes, as in "'abc'".`,
      ].join('\n'),
    );
  });

  it('counts lines that end with LF, CR LF or CR', () => {
    expect(rendered('N\nN\r\nN\rN $')[0]).toMatch(/^4:3: /);
    expect(rendered('N\nN\r\nN\rN $')[1]).toBe('4 | N $');
  });

  it('keeps tabs before the carets and counts a character outside of the basic plane once', () => {
    expect(rendered('\tN $').slice(1, 3)).toEqual(['1 | \tN $', '  | \t  ^']);
    expect(rendered("S[,,'😀'] $").slice(0, 3)).toEqual([
      expect.stringMatching(/^1:10: /),
      "1 | S[,,'😀'] $",
      '  |          ^',
    ]);
  });

  it('underlines only the first line of a longer span', () => {
    expect(rendered('S[,,@ CH\nX @]').slice(1, 3)).toEqual(['1 | S[,,@ CH', '  |     ^^^^']);
  });

  it('cuts a long line around the span', () => {
    const [, line, carets] = rendered(`${'N '.repeat(500)}$${' N'.repeat(500)}`);
    expect(line!.length).toBeLessThan(120);
    expect(line!.indexOf('$')).toBe(carets!.indexOf('^'));
  });

  it('shows control characters as pictures', () => {
    expect(rendered('N\x1b[31m')[1]).toBe('1 | N␛[31m');
  });

  it('does not fail on another source than the one that was parsed', () => {
    expect(parseError('N N N $').render('')).toContain('1:1: ');
  });

  it('is that of an Error with a name and a message', () => {
    const error = parseError('$');
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(ClexError);
    expect(String(error)).toBe('ClexError: The character "$" (U+0024) means nothing here.');
  });
});
