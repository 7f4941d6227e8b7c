export type {
  AssignStep,
  BinaryExpr,
  Body,
  Branch,
  CallExpr,
  CallUnit,
  CaptureUnit,
  Charset,
  CharsetName,
  ClexProgram,
  CustomCharset,
  DataUnit,
  Expr,
  FloatUnit,
  GraphUnit,
  GroupRef,
  GroupUnit,
  IntegerUnit,
  Literal,
  LiteralUnit,
  NamedCharset,
  NameExpr,
  Range,
  Repeat,
  Rule,
  ShowUnit,
  Span,
  Step,
  StringUnit,
  Unit,
} from './language/ast.js';
export { NAMED_CHARSETS } from './language/charsets.js';
export { ClexError, type ClexErrorCode } from './language/errors.js';
export { Lexer } from './language/lexer.js';
export { MAX_NESTING_DEPTH, MAX_SOURCE_LENGTH, MAX_UNITS, parse } from './language/parser.js';
export { print } from './language/printer.js';
export type { Token } from './language/tokens.js';
export { FLAG_RULES, FUNCTIONS, GRAPH_SHAPES, GRAPH_WORDS, WORDS } from './language/words.js';
export { DEFAULT_BOUNDS, type GenerationBounds } from './generate/bounds.js';
export { describeDraw, draw, generate, replay, type Drawn, type Which } from './draw.js';
export { Real, type Choice, type Owner, type Part, type Round } from './generate/recorder.js';
export { climb, type Climbing, type ClimbInput, type ClimbOptions } from './climb/climb.js';
export { shrink, simplestOf, type Shrinking, type ShrinkOptions } from './shrink/shrinker.js';
export { shrinkText, smallestText, type TextShrinking } from './shrink/text-shrinker.js';
export { recognise, type Recognised } from './recognise/recognise.js';
export { STRATEGIES, type Strategy } from './strategies/strategies.js';
