/** A program as the examples of the documentation have it. */
export const EXAMPLE_PROGRAM = { language: 'python', source: 'print(sum(map(int, input().split())))' };
