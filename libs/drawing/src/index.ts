export { problemOfClex } from './draw.js';
export { DrawingFailed } from './drawing-failed.js';
export {
  type ClimbSession,
  Drawings,
  type ShrinkSession,
  type ShrinkStep,
  type Written,
} from './drawings.js';
export type {
  ClexProblem,
  DrawnInput,
  DrawRequest,
  FormatWord,
  RecogniseRequest,
  ShrinkRequest,
  TooSlow,
  WriteRequest,
} from './messages.js';
