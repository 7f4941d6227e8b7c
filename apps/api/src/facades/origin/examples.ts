const ID = '0199b1c2-5f00-7abc-8def-0123456789ab';

export const EVALUATE_REQUEST = {
  correct_code: 'print(sum(map(int, input().split())))',
  correct_code_language: 'Python',
  test_code: 'a, b = map(int, input().split())\nprint(a - b)',
  test_code_language: 'Python',
  clex: 'N[1,9] N[1,9]',
};
export const EVALUATED = {
  has_output_matched: false,
  input_diffs: [{ input: '4 7', expected_output: '11\n', actual_output: '-3\n' }],
  clex: 'N[1,9] N[1,9]',
};
export const EVALUATE_SHARED_REQUEST = {
  test_code: 'print(input())',
  test_code_language: 'Python',
  share_id: ID,
};
