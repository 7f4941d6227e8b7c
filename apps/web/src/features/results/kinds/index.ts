import type { SubmissionKind } from '@app/contracts';
import { interact } from './interact.js';
import { judge } from './judge.js';
import type { KindView } from './kind-view.js';
import { run } from './run.js';
import { stress } from './stress.js';

/** How the result of each kind of job is shown. A new kind is a file of its own and a line here. */
export const KIND_VIEWS: { readonly [K in SubmissionKind]: KindView } = { run, judge, stress, interact };
