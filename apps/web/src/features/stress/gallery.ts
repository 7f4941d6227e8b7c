/** A clex and what it generates: the pieces that most inputs are made of. docs/clex.md has whole formats. */
export const GALLERY: readonly { clex: string; meaning: string }[] = [
  { clex: 'N[1,100] ;', meaning: 'a whole number from 1 to 100, and the end of the line' },
  { clex: 'n=N[1,10] ; N[0,9]{n} ;', meaning: 'a count, on the next line that many digits' },
  { clex: 'n=N[1,8] ; N[1,n]{n} distinct ;', meaning: 'a permutation' },
  { clex: 'l=N[1,50] N[l,60] ;', meaning: 'the second number is not below the first' },
  { clex: 'n=N[1,5] ; (?: S[3,8,@a-z@] ; ){n}', meaning: 'lines with one word each' },
  { clex: "n=N[1,5] m=N[1,5] ; (?: S[m,'.#'] ; ){n}", meaning: 'a grid' },
  { clex: 'n=N[2,8] ; tree(n) each (?: u v N[1,9] ; )', meaning: 'a tree with weights' },
];
