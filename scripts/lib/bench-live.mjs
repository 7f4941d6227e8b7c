// How long a typed line takes to come back from a program that is talked to.
import { io } from 'socket.io-client';

const LINES = 200;
const PROGRAM = {
  language: 'c',
  source:
    '#include <stdio.h>\nint main(void) { char line[100]; while (fgets(line, 100, stdin)) { fputs(line, stdout); fflush(stdout); } }\n',
};

/** Prints the median and the slowest of twenty of how long lines took, in milliseconds. */
export async function benchLive(url) {
  const socket = io(url, { transports: ['websocket'] });
  try {
    let onData = () => {};
    socket.on('live:data', () => onData());
    const started = new Promise((resolve) => socket.once('live:started', resolve));
    const { ok, id, detail } = await socket.emitWithAck('live:open', { program: PROGRAM });
    if (!ok) throw new Error(detail);
    await started;
    const times = [];
    for (let line = 0; line < LINES; line++) {
      const sentAt = performance.now();
      const heard = new Promise((resolve) => (onData = resolve));
      socket.emit('live:stdin', { id, data: `${line}\n` });
      await heard;
      times.push(performance.now() - sentAt);
      // As a person types: no faster than the service lets a client.
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    times.sort((a, b) => a - b);
    const at = (part) => times[Math.floor(times.length * part)].toFixed(1);
    console.log(
      `live run, echo of a typed line (aim: 30 ms)  ${at(0.5)} ms, of twenty the slowest ${at(0.95)} ms`,
    );
  } finally {
    socket.disconnect();
  }
}
