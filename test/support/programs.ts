import type { StressRequest } from '@app/contracts';

/** A program that reads a number and prints its double. */
export const DOUBLE_CPP =
  '#include <iostream>\nint main() { long long x; std::cin >> x; std::cout << x * 2 << "\\n"; }\n';
/** The same with a bug: numbers from 900 on come out one too small. */
export const DOUBLE_WRONG_CPP =
  '#include <iostream>\nint main() { long long x; std::cin >> x; std::cout << x * 2 - (x >= 900) << "\\n"; }\n';

/** A stress job whose two programs agree everywhere. */
export function agreeingPair(iterations: number, seed = '1'): StressRequest {
  return {
    kind: 'stress',
    reference: { language: 'cpp', source: DOUBLE_CPP },
    candidate: { language: 'cpp', source: `${DOUBLE_CPP}// candidate\n` },
    generator: { clex: 'N[1,1000]' },
    iterations,
    seed,
  };
}

/** A stress job that ends at an input of 900 or more. */
export function differingPair(iterations = 1000, seed = '1'): StressRequest {
  return { ...agreeingPair(iterations, seed), candidate: { language: 'cpp', source: DOUBLE_WRONG_CPP } };
}
