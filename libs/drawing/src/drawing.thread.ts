import { parentPort } from 'node:worker_threads';
import { Drawer } from './draw.js';
import type { Answer, Task } from './messages.js';

// Drawing may take seconds in one piece: here it holds up nobody.
const drawer = new Drawer();

parentPort?.on('message', (task: Task) => {
  const answer = drawer.perform(task);
  parentPort?.postMessage(answer, buffersOf(answer));
});

/** The buffers of an answer are handed over, not copied. */
function buffersOf(answer: Answer): ArrayBuffer[] {
  return [...new Set(arraysOf(answer).map(({ buffer }) => buffer as ArrayBuffer))];
}

function arraysOf(answer: Answer): Uint8Array[] {
  switch (answer.kind) {
    case 'drawn':
      return answer.inputs.flatMap((one) => ('input' in one ? [one.input] : []));
    case 'candidates':
      return answer.texts ?? [];
    case 'step':
      return answer.step === null ? [] : [answer.step.input];
    default:
      throw new TypeError(`unknown answer ${JSON.stringify(answer satisfies never)}`);
  }
}
