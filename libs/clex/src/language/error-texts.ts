/** What the message of each error speaks about. `found` is a token as `describe` puts it. */
export interface ClexErrorDetails {
  // The lexer's
  unclosed_quote: { quote: string };
  unclosed_at: undefined;
  unknown_charset: { name: string; nearest: string };
  empty_charset: undefined;
  question_without_colon: undefined;
  minus_without_digits: undefined;
  number_out_of_range: { digits: string };
  unknown_character: { character: string };
  charset_upside_down: { first: string; last: string };
  charset_too_large: { maximum: number };
  word_as_name: { word: string };
  // The parser's
  unclosed_group: { capture: boolean };
  not_a_capture: { found: string };
  missing_comma: { found: string; ofString: boolean };
  missing_square_bracket: { found: string; afterCharset: boolean };
  missing_curly_bracket: { found: string };
  group_number_below_one: { group: bigint };
  missing_group_number: { found: string };
  negative_count: { value: bigint };
  unexpected_token: { found: string; expected: string; hint: string };
  source_too_long: { length: number; maximum: number };
  too_many_units: { maximum: number };
  wrong_arguments: { what: string; expected: string; found: number };
  rule_not_here: { rule: string; hint: string };
  name_twice: { name: string };
  unknown_name: { name: string; nearest: string | undefined };
  not_a_whole_number: undefined;
  weight_below_one: { weight: bigint };
  // The parser's and the generator's
  nesting_too_deep: { maximum: number };
  // The generator's
  lower_above_upper: { lower: string; upper: string; ofString: boolean; hint: string };
  group_without_value: { group: bigint; captureCount: number };
  name_without_value: { name: string; hint: string };
  index_out_of_range: { name: string; index: string; count: number };
  no_round: undefined;
  not_a_number: { name: string };
  nothing_to_differ_from: undefined;
  not_enough_values: { what: string; used: number };
  no_room: { wanted: number; places: number };
  no_prime: { lower: string; upper: string };
  too_many_edges: { edges: string; vertices: string; possible: string };
  too_few_edges: { edges: string; vertices: string };
  too_few_vertices: { vertices: string; shape: string };
  sum_too_small: { name: string; count: string; lower: string; most: string };
  never_holds: { what: string; tries: number };
  division_by_zero: undefined;
  too_many_draws: { maximum: number };
  too_much_output: { maximum: number };
}

type Texts = {
  [C in keyof ClexErrorDetails]: (details: ClexErrorDetails[C]) => [message: string, hint: string];
};

export const ERROR_TEXTS: Texts = {
  unclosed_quote: ({ quote }) => [
    `This ${quoted(quote)} is never closed.`,
    `End the characters with another ${quoted(quote)}; write a quote among them as ${quoted(`\\${quote}`)}.`,
  ],
  unclosed_at: () => [
    'This "@" is never closed.',
    'A named charset stands between two "@", as in "@CH_LOWER@".',
  ],
  unknown_charset: ({ name, nearest }) => [
    `There is no charset named "${name}".`,
    `Did you mean "@${nearest}@"? For characters of your own write them in quotes, as in "'abc'".`,
  ],
  empty_charset: () => [
    'This charset holds no character.',
    `Write at least one character between the quotes; for an empty string write "S[0,0,]".`,
  ],
  question_without_colon: () => [
    'A "?" must be followed by ":".',
    'A group that is not captured is written "(?: ... )", without white space between "?" and ":".',
  ],
  minus_without_digits: () => [
    'A "-" must be followed by digits.',
    'Write a negative number as in "-5"; a subtraction has a value on both sides, as in "n-1".',
  ],
  number_out_of_range: ({ digits }) => [
    `${digits.length > 40 ? `${digits.slice(0, 40)}…` : digits} does not fit into 64 bits.`,
    'Numbers go from -9223372036854775808 to 9223372036854775807.',
  ],
  unknown_character: ({ character }) => [
    `${nameCharacter(character)} means nothing here.`,
    UNKNOWN_CHARACTER_HINTS[character] ?? unknownCharacterHint(character),
  ],
  unclosed_group: ({ capture }) => [
    'This "(" is never closed.',
    capture ? 'Close the capture, as in "(N[1,5])".' : 'Close the group with ")", as in "(?:N S){3}".',
  ],
  not_a_capture: ({ found }) => [
    `A capture holds one "N" with its range and nothing else, but here is ${found}.`,
    'To capture a number write "(N)" or "(N[1,5])"; to group anything else write "(?: ... )".',
  ],
  missing_comma: ({ found, ofString }) => [
    `A "," is missing before ${found}.`,
    ofString
      ? 'The shape of a string has two commas: "S[1,5,]", "S[,,@CH_LOWER@]" or "S[1,5,\'abc\']"; for an exact length one: "S[5,\'abc\']".'
      : 'A range has a comma even when a bound is left out: "[1,5]", "[1,]", "[,5]" or "[,]"; "[5]" is exactly 5.',
  ],
  missing_square_bracket: ({ found, afterCharset }) => [
    `A "]" is missing before ${found}.`,
    afterCharset
      ? 'The shape of a string is "[least length,greatest length,charset]", as in "S[1,5,@CH_LOWER@]".'
      : 'A range has two bounds, as in "[1,2*n]" or "[1,\\1]", and for padding or digits a third number: "N[0,59,2]".',
  ],
  missing_curly_bracket: ({ found }) => [
    `A "}" is missing before ${found}.`,
    'A repeat is a number or two in curly brackets, as in "{3}", "{n-1}", "{\\1}" or "{2,5}".',
  ],
  group_number_below_one: ({ group }) => [
    `There is no capture ${group}: captures are numbered from 1.`,
    'The first "(N)" of the text is "\\1".',
  ],
  missing_group_number: ({ found }) => [
    `The number of a capture is missing after "\\", before ${found}.`,
    'Write the number of a capture, as in "\\1".',
  ],
  negative_count: ({ value }) => [
    `${value} is below 0, and this number may not be.`,
    'Repeats, lengths of strings and ranges of captures start at 0; for a negative number use "N[-5,5]".',
  ],
  charset_upside_down: ({ first, last }) => [
    `The range "${first}-${last}" ends before it begins.`,
    `Write "${last}-${first}"; for the "-" itself put it first or last, or use quotes: "'a-z'" is three characters.`,
  ],
  charset_too_large: ({ maximum }) => [
    `The charsets of this program hold more than ${maximum} characters.`,
    'Use shorter ranges of characters.',
  ],
  word_as_name: ({ word }) => [
    `"${word}" is a word of the language and cannot be a name.`,
    `Choose another name, as in "${word}1".`,
  ],
  wrong_arguments: ({ what, expected, found }) => [
    `"${what}" takes ${expected}, but here ${found === 1 ? 'is 1' : `are ${found}`}.`,
    'Write "tree(n)", "graph(n,m)" with vertices and edges, or "bipartite(l,r,m)".',
  ],
  rule_not_here: ({ rule, hint }) => [`"${rule}" does not fit here.`, hint],
  name_twice: ({ name }) => [
    `There are two groups named "${name}".`,
    `Call the group again with "<${name}>", or give one of them another name.`,
  ],
  unknown_name: ({ name, nearest }) => [
    `There is no group named "${name}".`,
    nearest === undefined
      ? 'A group gets a name as in "(?e: ... )" and is called again with "<e>".'
      : `Did you mean "<${nearest}>"?`,
  ],
  not_a_whole_number: () => [
    'This is no whole number, and only those fit here.',
    'Bounds with a fraction belong to "F", as in "F[0.5,19.99,2]".',
  ],
  weight_below_one: ({ weight }) => [
    `The weight ${weight} is below 1.`,
    'A weight says how many times as often a branch is drawn, as in "3: A | B".',
  ],
  unexpected_token: ({ found, expected, hint }) => [`Expected ${expected}, but here is ${found}.`, hint],
  source_too_long: ({ length, maximum }) => [
    `The program is ${length} characters long, the bound is ${maximum}.`,
    'Say with repeats what is written out here.',
  ],
  too_many_units: ({ maximum }) => [
    `The program has more than ${maximum} elements.`,
    'Say with repeats what is written out here.',
  ],
  nesting_too_deep: ({ maximum }) => [
    `Groups are nested deeper than the bound on nesting depth, ${maximum}.`,
    'A group without a repeat can be left out; write its content in its place.',
  ],
  lower_above_upper: ({ lower, upper, ofString, hint }) => [
    ofString
      ? `The least length ${lower} is above the greatest length ${upper}.`
      : `The lower bound ${lower} is above the upper bound ${upper}.`,
    hint,
  ],
  group_without_value: ({ group, captureCount }) => [
    group > captureCount
      ? `There is no capture ${group}: ${countCaptures(captureCount)}.`
      : `Capture ${group} has no value yet where "\\${group}" needs it.`,
    group > captureCount
      ? 'Captures are written "(N)" and numbered from 1 in the order of the text; "(?: ... )" takes no number.'
      : 'A capture must be drawn before its value is used: write it to the left, outside of the repeat it sets.',
  ],
  name_without_value: ({ name, hint }) => [`"${name}" has no value here.`, hint],
  index_out_of_range: ({ name, index, count }) => [
    `There is no ${name}[${index}]: ${count === 0 ? 'nothing has' : count === 1 ? '1 value has' : `${count} values have`} been drawn as "${name}".`,
    'Values are counted from 1, in the latest run of the repeat that the name stands in.',
  ],
  no_round: () => [
    '"#" stands outside of any repeat.',
    '"#" is the number of the round of the innermost repeat, as in "N[1,#]{5}".',
  ],
  not_a_number: ({ name }) => [
    `"${name}" is a text, and a number is needed here.`,
    'Only values of "N" and "F" can be calculated with; a text can be printed by its name.',
  ],
  nothing_to_differ_from: () => [
    '"distinct" stands on something that is not repeated.',
    'Write it behind a repeat, as in "N[1,9]{3} distinct", or within a group that is repeated.',
  ],
  not_enough_values: ({ what, used }) => [
    `${what}: no further value is left that differs from the ${used} before.`,
    'Widen the range, or repeat fewer times.',
  ],
  no_room: ({ wanted, places }) => [
    `"has" asks for ${wanted} places of their own, and there ${places === 1 ? 'is 1' : `are ${places}`}.`,
    'Draw more or longer values, so that each of them gets a place.',
  ],
  no_prime: ({ lower, upper }) => [
    `There is no prime left between ${lower} and ${upper}.`,
    'Widen the range.',
  ],
  too_many_edges: ({ edges, vertices, possible }) => [
    `${edges} edges do not fit on ${vertices} vertices: ${possible} are possible.`,
    'Bound the number of edges by what is possible, as in "m=N[0,n*(n-1)/2]".',
  ],
  too_few_edges: ({ edges, vertices }) => [
    `${edges} edges cannot connect ${vertices} vertices.`,
    'A connected graph has at least n-1 edges, as in "m=N[n-1,n*(n-1)/2]".',
  ],
  too_few_vertices: ({ vertices, shape }) => [
    `A ${shape} of ${vertices} vertices cannot be.`,
    'Start the number of vertices at 1, as in "n=N[1,10]".',
  ],
  sum_too_small: ({ name, count, lower, most }) => [
    `${count} values of "${name}", each at least ${lower}, add up to more than ${most}.`,
    'Repeat fewer times, or allow a greater sum.',
  ],
  never_holds: ({ what, tries }) => [
    `${what} in ${tries} tries.`,
    'Draw what holds more often, or say it without trying: "!=", "distinct", "sorted", ranges such as "N[1,n]".',
  ],
  division_by_zero: () => ['This divides by 0.', 'Let the range of the divisor begin at 1.'],
  too_many_draws: ({ maximum }) => [
    `The program asks for more than ${maximum} draws and repetitions, the bound of one input.`,
    'Repeat fewer times; every value and every round of a group counts as one.',
  ],
  too_much_output: ({ maximum }) => [
    `The input would be longer than ${maximum} bytes, the bound on output.`,
    'Ask for fewer or for shorter values.',
  ],
};

const LETTER_HINT = 'Only "N" (whole number), "F" (number with a fraction) and "S" (string) draw values.';

/** What people write by habit from other notations. */
const UNKNOWN_CHARACTER_HINTS: Readonly<Record<string, string | undefined>> = {
  '.': 'A number with a fraction has digits on both sides of the point, as in "0.5"; a range is "[1,5]".',
  E: 'Write a power as in "10^5".',
  '!': 'Write "!=" for "any value but", and "not" in a condition.',
  '&': 'Write "and" between two conditions.',
  $: 'The reference to a capture is written with a backslash, as in "\\1"; a name stands as it is, as in "n".',
  _: 'A name begins with a small letter.',
};

function unknownCharacterHint(character: string): string {
  if (isSurrogate(character)) {
    return 'The text was damaged on its way: half of a character is missing.';
  }
  return LETTER_HINT + ' Characters of a string stand in quotes.';
}

/** A character for a message: itself where it can be seen, and its code point. */
function nameCharacter(character: string): string {
  const codePoint = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  if (isSurrogate(character)) return `The lone surrogate ${codePoint}`;
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)
    ? `The character "${character}" (${codePoint})`
    : `The character ${codePoint}`;
}

/**
 * A piece of a program for a message: in double quotes, or in single ones where it has a double quote itself.
 */
function quoted(text: string): string {
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

function isSurrogate(character: string): boolean {
  return character.length === 1 && (character.charCodeAt(0) & 0xf800) === 0xd800;
}

function countCaptures(count: number): string {
  if (count === 0) return 'the program has no captures';
  return count === 1 ? 'the program has only 1 capture' : `the program has only ${count} captures`;
}
