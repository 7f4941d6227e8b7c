/* To be imported before all else: what stands in the tables from before anything asks them. */
import { KINDS, SUBMISSION_KINDS } from '@app/contracts';
import { CHECKERS } from '../../apps/api/src/features/submissions/create/dto/checker.dto.js';
import { REQUEST_KINDS } from '../../apps/api/src/features/submissions/create/kinds/index.js';
import { COMPARERS } from '../../apps/worker/src/checkers/index.js';
import { KINDS_OF_JOBS } from '../../apps/worker/src/kinds/index.js';
import { SHOUT, SHOUT_JOB, SHOUT_REQUEST } from './shout.js';
import { compareSoftly, SoftlyCheckerDto } from './softly.js';

Object.assign(KINDS, { shout: SHOUT });
(SUBMISSION_KINDS as string[]).push('shout');
Object.assign(REQUEST_KINDS, { shout: SHOUT_REQUEST });
Object.assign(KINDS_OF_JOBS, { shout: SHOUT_JOB });
Object.assign(CHECKERS, { softly: SoftlyCheckerDto });
Object.assign(COMPARERS, { softly: compareSoftly });
