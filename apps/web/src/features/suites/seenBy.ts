/** Who sees a suite, in words, by what the service says of it. */
export const SEEN_BY: Readonly<Record<string, string>> = {
  false: 'you',
  submit: 'all may judge by it',
  read: 'all, with its tests',
};
