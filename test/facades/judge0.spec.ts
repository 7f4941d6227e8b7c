import { describeCases } from './describe-cases.js';

describeCases('judge0', '/judge0');
