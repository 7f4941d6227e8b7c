export const GENERATE_REQUEST = { clex: '(N[1,5]) (?:N[1,9]){\\1}', seed: '42', count: 2 };
export const GENERATED = { seed: '42', inputs: ['3 7 1 4', '1 9'], strategies: ['uniform', 'uniform'] };

export const CLEX_PROBLEM = {
  type: 'about:blank',
  title: 'The clex text is not valid',
  status: 400,
  code: 'invalid_clex',
  detail: 'This group is never closed',
  errors: [{ field: 'clex', message: 'This group is never closed' }],
  clexCode: 'unclosed_group',
  span: { start: 0, end: 3 },
  hint: 'Write ) behind the last unit of the group',
};
