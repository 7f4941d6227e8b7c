// Does a server of the right kind answer at this address? Real handshakes, no client library.
import { connect } from 'node:net';

const TIMEOUT_MS = 2_000;

/** Sends `hello`, resolves to whether the answer satisfies `accepts`; false on any error or after 2 s. */
function answers(host, port, hello, accepts) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let received = Buffer.alloc(0);
    const done = (result) => (socket.destroy(), resolve(result));
    socket.setTimeout(TIMEOUT_MS, () => done(false));
    socket.on('error', () => done(false));
    socket.on('close', () => done(false));
    socket.on('connect', () => socket.write(hello));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const verdict = accepts(received);
      if (verdict !== undefined) done(verdict);
    });
  });
}

/** Redis protocol: PING. */
export function redisAnswers(host, port) {
  return answers(host, port, 'PING\r\n', (data) => data.toString().startsWith('+PONG'));
}

/** AMQP 0-9-1: the protocol header is answered by connection.start on channel 0. */
export function rabbitmqAnswers(host, port) {
  return answers(host, port, Buffer.from('AMQP\0\0\x09\x01', 'latin1'), (data) =>
    data.length < 11
      ? undefined
      : data[0] === 1 && data.readUInt16BE(7) === 10 && data.readUInt16BE(9) === 10,
  );
}

/**
 * PostgreSQL protocol 3.0: start-up as `user`; true only when no password is asked for (AuthenticationOk).
 */
export function postgresAnswers(host, port, user = 'postgres') {
  const body = Buffer.from(`user\0${user}\0database\0postgres\0\0`);
  const hello = Buffer.alloc(8 + body.length);
  hello.writeInt32BE(hello.length, 0);
  hello.writeInt32BE(196608, 4);
  body.copy(hello, 8);
  return answers(host, port, hello, (data) =>
    data.length < 9 ? undefined : data[0] === 'R'.charCodeAt(0) && data.readInt32BE(5) === 0,
  );
}
