/** A clex and what it generates. Only what every clex may use; the grammar has more. */
export const GALLERY: readonly { clex: string; meaning: string }[] = [
  { clex: 'N[1,100]', meaning: 'a whole number from 1 to 100' },
  { clex: 'F[0,1]', meaning: 'a decimal number' },
  { clex: 'S[3,8,@CH_LOWER@]', meaning: 'a word of 3 to 8 small letters' },
  { clex: "S[1,10,'ab']", meaning: 'a word made of a and b' },
  { clex: 'N[0,9]{5}', meaning: 'five digits' },
  { clex: '(N[1,10]) (?:N[0,9]){\\1}', meaning: 'a count, then that many digits' },
  { clex: '(N[1,5]) N[\\1,9]', meaning: 'the second number is not below the first' },
];
