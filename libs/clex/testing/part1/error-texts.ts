/** What the message of each error speaks about. `found` is a token as `describe` puts it. */
export interface ClexErrorDetails {
  // The lexer's
  unclosed_quote: undefined;
  unclosed_at: undefined;
  unknown_charset: { name: string; nearest: string };
  empty_charset: undefined;
  question_without_colon: undefined;
  minus_without_digits: undefined;
  number_out_of_range: { digits: string };
  unknown_character: { character: string };
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
  // The parser's and the generator's
  nesting_too_deep: { maximum: number };
  // The generator's
  lower_above_upper: { lower: string; upper: string; ofString: boolean; hint: string };
  group_without_value: { group: bigint; captureCount: number };
  too_many_draws: { maximum: number };
  too_much_output: { maximum: number };
}

type Texts = {
  [C in keyof ClexErrorDetails]: (details: ClexErrorDetails[C]) => [message: string, hint: string];
};

export const ERROR_TEXTS: Texts = {
  unclosed_quote: () => [
    `This "'" is never closed.`,
    `End the characters with another "'"; write a quote among them as "\\'".`,
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
    'Write a negative number without white space, as in "-5"; clex has no subtraction.',
  ],
  number_out_of_range: ({ digits }) => [
    `The number ${digits} does not fit into 64 bits.`,
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
      ? 'The shape of a string has two commas: "S[1,5,]", "S[,,@CH_LOWER@]" or "S[1,5,\'abc\']".'
      : 'A range has a comma even when a bound is left out: "[1,5]", "[1,]", "[,5]" or "[,]".',
  ],
  missing_square_bracket: ({ found, afterCharset }) => [
    `A "]" is missing before ${found}.`,
    afterCharset
      ? 'The shape of a string is "[least length,greatest length,charset]", as in "S[1,5,@CH_LOWER@]".'
      : 'A range has two bounds, a number or "\\" and the number of a capture each, as in "[1,\\1]".',
  ],
  missing_curly_bracket: ({ found }) => [
    `A "}" is missing before ${found}.`,
    'A repeat is one number or one reference in curly brackets, as in "{3}" or "{\\1}".',
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
const POWER_HINT = 'Write a power out in digits, as in "100000".';

/** What people write by habit from other notations. */
const UNKNOWN_CHARACTER_HINTS: Readonly<Record<string, string | undefined>> = {
  n: 'Write "N" in upper case.',
  f: 'Write "F" in upper case.',
  s: 'Write "S" in upper case.',
  '.': 'Bounds are whole numbers, those of "F" too.',
  e: POWER_HINT,
  E: POWER_HINT,
  '^': POWER_HINT,
  '"': `Characters stand in single quotes, as in "'abc'".`,
  '+': 'A number is written without "+"; to repeat something write "{3}".',
  '*': 'To repeat something write "{3}" or "{\\1}".',
  '|': 'Clex has no choice between alternatives; list characters in quotes, as in "S[1,1,\'ab\']".',
  ';': 'Bounds are separated by a comma, as in "[1,5]".',
  ':': 'A group is written "(?: ... )".',
  '/': 'The reference to a capture is written with a backslash, as in "\\1".',
  $: 'The reference to a capture is written with a backslash, as in "\\1".',
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

function isSurrogate(character: string): boolean {
  return character.length === 1 && (character.charCodeAt(0) & 0xf800) === 0xd800;
}

function countCaptures(count: number): string {
  if (count === 0) return 'the program has no captures';
  return count === 1 ? 'the program has only 1 capture' : `the program has only ${count} captures`;
}
