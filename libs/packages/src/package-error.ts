export type PackageErrorCode =
  'not_a_package' | 'unsafe_package' | 'package_too_large' | 'unsupported_package' | 'broken_package';

/** A package that cannot be imported, with a reason for its setter. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
  constructor(
    readonly code: PackageErrorCode,
    message: string,
  ) {
    super(message);
  }
}
