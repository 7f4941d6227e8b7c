import { describeSuites } from './verify-suite.js';

describeSuites('boxes on this host', { RUNNER: 'native' });
