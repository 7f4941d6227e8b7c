import { describeCases } from './describe-cases.js';

describeCases('piston', '/piston');
