import type { ErrorComponentProps } from '@tanstack/react-router';
import { Broken } from '../ui/Broken.js';

/** A page that failed, within the shell. */
export const PageFailed = ({ error }: ErrorComponentProps) => (
  <Broken error={error} resetErrorBoundary={() => {}} />
);
