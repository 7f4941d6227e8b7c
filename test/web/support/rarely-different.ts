/**
 * C programs that answer alike, but for rare inputs of `N[1,100000]`: then the second line differs. White
 * space always does.
 */
export const RARELY_DIFFERENT = {
  clex: 'N[1,100000]',
  reference: '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("1 2\\n%d\\n", n); }',
  candidate:
    '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("1  2\\n%d\\n", n % 97 ? n : -n); }',
};
