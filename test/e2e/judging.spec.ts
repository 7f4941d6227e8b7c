import { describeJudging } from './judging-suite.js';

describeJudging('boxes on this host', { RUNNER: 'native' });
