import { describeCases } from './describe-cases.js';

// The WebSocket waits for programs that can be talked to over the api.
describeCases('piston', '/piston', ['pi-14', 'pi-15']);
