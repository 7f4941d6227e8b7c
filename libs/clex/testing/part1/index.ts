export type {
  CaptureUnit,
  Charset,
  CharsetName,
  ClexProgram,
  CustomCharset,
  DataUnit,
  FloatUnit,
  GroupRef,
  GroupUnit,
  IntegerUnit,
  Literal,
  NamedCharset,
  Range,
  Ref,
  Span,
  StringUnit,
  Unit,
} from './ast.js';
export { DEFAULT_BOUNDS, type GenerationBounds } from './bounds.js';
export { ClexError, type ClexErrorCode } from './errors.js';
export { generate } from './generator.js';
export { MAX_NESTING_DEPTH, MAX_SOURCE_LENGTH, MAX_UNITS, parse } from './parser.js';
export { print } from './printer.js';
