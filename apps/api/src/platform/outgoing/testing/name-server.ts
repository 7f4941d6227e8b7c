import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import ipaddr from 'ipaddr.js';

const TYPES = { ipv4: 1, ipv6: 28 } as const;
const HEADER_BYTES = 12;
const NO_SUCH_NAME = 3;

/** A name server on 127.0.0.1 for tests. */
export interface NameServer {
  /** As `Resolver.setServers` takes it. */
  readonly address: string;
  /** Names in the order in which they were asked for, once for each type. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * @param answersOf the addresses of a name at its n-th question of one type, from 0; null: no such name;
 * 'silence': no answer
 */
export async function startNameServer(
  answersOf: (name: string, nth: number) => readonly string[] | null | 'silence',
): Promise<NameServer> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const asked: string[] = [];
  const counts = new Map<string, number>();
  socket.on('message', (message, from) => {
    const { name, type, end } = readQuestion(message);
    asked.push(name);
    const nth = counts.get(`${name} ${type}`) ?? 0;
    counts.set(`${name} ${type}`, nth + 1);
    const addresses = answersOf(name, nth);
    if (addresses === 'silence') return;
    const records = (addresses ?? [])
      .map((text) => ipaddr.parse(text))
      .filter((ip) => TYPES[ip.kind()] === type);
    const header = Buffer.from(message.subarray(0, HEADER_BYTES));
    // An answer, to a question that asked for recursion, with recursion.
    header.writeUInt16BE(0x8180 | (addresses === null ? NO_SUCH_NAME : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    header.fill(0, 8);
    const parts = [
      header,
      message.subarray(HEADER_BYTES, end),
      ...records.map((ip) => toRecord(ip.toByteArray(), type)),
    ];
    socket.send(Buffer.concat(parts), from.port, from.address);
  });
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message[at]!; length > 0; length = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** A record for the name of the question, of class IN, that may be kept for no time. */
function toRecord(bytes: number[], type: number): Buffer {
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length]);
  return Buffer.concat([record, Buffer.from(bytes)]);
}
