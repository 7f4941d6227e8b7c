export {
  type ClimbSession,
  DrawingFailed,
  Drawings,
  type ShrinkSession,
  type ShrinkStep,
} from './drawings.js';
export type { ClexProblem, DrawnInput, DrawRequest, ShrinkRequest } from './messages.js';
