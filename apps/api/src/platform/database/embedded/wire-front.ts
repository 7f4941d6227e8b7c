import type { PGlite } from '@electric-sql/pglite';
import { createServer, type Server, type Socket } from 'node:net';
import { MessageReader } from './message-reader.js';

interface Request {
  bytes: Buffer;
  /** Whether the server answers it with ReadyForQuery; a Flush does not end the exchange. */
  ends: boolean;
}
interface Connection {
  readonly socket: Socket;
  readonly reader: MessageReader;
  /** Messages of a request whose end has not arrived. */
  partial: Buffer[];
  readonly requests: Request[];
  running: boolean;
  idleTimer?: NodeJS.Timeout;
}

/**
 * A connection that holds a transaction open and says nothing for so long is closed: all others wait for it.
 */
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * Theory of operation. PGlite is one PostgreSQL session; here any number of clients share it over the wire
 * protocol. The client that has the turn keeps it for a whole request (all messages up to Sync, or one simple
 * Query) and, once a transaction is open, until that transaction has ended. Handing out turns by the message
 * instead would let the
 * Bind of one client meet the Parse of another: rows in the wrong table, without an error.
 * @see https://www.postgresql.org/docs/17/protocol-flow.html
 */
export class WireFront {
  private readonly server: Server;
  private readonly connections = new Set<Connection>();
  private readonly waiting: Connection[] = [];
  private turn: Connection | null = null;

  constructor(private readonly database: PGlite) {
    this.server = createServer((socket) => this.accept(socket));
  }

  /** @param path of the unix socket; its directory is what clients connect to */
  async listen(path: string): Promise<void> {
    await this.database.waitReady;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(path, resolve);
    });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const { socket } of this.connections) socket.destroy();
    await closed;
  }

  private accept(socket: Socket): void {
    const connection: Connection = {
      socket,
      reader: new MessageReader(),
      partial: [],
      requests: [],
      running: false,
    };
    this.connections.add(connection);
    socket.on('error', () => {}); // 'close' follows
    socket.on('data', (chunk) => this.read(connection, chunk));
    socket.on('close', () => this.forget(connection));
  }

  private read(connection: Connection, chunk: Buffer): void {
    for (const message of connection.reader.push(chunk))
      switch (message.kind) {
        case 'encryption_request':
          connection.socket.write('N');
          break;
        case 'cancel_request': // Another session's query cannot be cancelled from here: there is only one session.
        case 'terminate':
          connection.socket.end();
          return;
        case 'malformed':
          connection.socket.destroy();
          return;
        case 'startup':
          this.enqueue(connection, { bytes: message.bytes, ends: true });
          break;
        case 'message':
          connection.partial.push(message.bytes);
          if (!message.completesRequest) break;
          this.enqueue(connection, {
            bytes: Buffer.concat(connection.partial),
            ends: message.answeredWithReady,
          });
          connection.partial = [];
          break;
        default:
          throw new Error(`unmapped message ${JSON.stringify(message satisfies never)}`);
      }
  }

  private enqueue(connection: Connection, request: Request): void {
    connection.requests.push(request);
    if (this.turn === connection) {
      if (!connection.running) void this.serve(connection);
      return;
    }
    if (!this.waiting.includes(connection)) this.waiting.push(connection);
    this.giveTurn();
  }

  private giveTurn(): void {
    if (this.turn) return;
    const next = this.waiting.shift();
    if (!next) return;
    this.turn = next;
    void this.serve(next);
  }

  /**
   * Runs the requests of the client that has the turn, and passes it on where no transaction and no request
   * is open.
   */
  private async serve(connection: Connection): Promise<void> {
    clearTimeout(connection.idleTimer);
    connection.running = true;
    let mayPass = true;
    while (connection.requests.length > 0 && !connection.socket.destroyed) {
      const { bytes, ends } = connection.requests.shift()!;
      await this.execute(connection, bytes);
      mayPass = ends && !this.database.isInTransaction();
      if (mayPass) break;
    }
    connection.running = false;
    if (connection.socket.destroyed) return this.abandonTurn(connection);
    if (!mayPass) {
      connection.idleTimer = setTimeout(() => connection.socket.destroy(), IDLE_IN_TRANSACTION_MS).unref();
      return;
    }
    this.turn = null;
    if (connection.requests.length > 0) this.waiting.push(connection);
    this.giveTurn();
  }

  private async execute({ socket }: Connection, bytes: Buffer): Promise<void> {
    try {
      await this.database.runExclusive(() =>
        this.database.execProtocolRawStream(bytes, {
          // A copy: the engine uses the same memory for what comes next.
          onRawData: (data) => !socket.destroyed && socket.write(Buffer.from(data)),
        }),
      );
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private forget(connection: Connection): void {
    this.connections.delete(connection);
    connection.requests.length = 0;
    const place = this.waiting.indexOf(connection);
    if (place >= 0) this.waiting.splice(place, 1);
    if (this.turn === connection && !connection.running) void this.abandonTurn(connection);
  }

  /**
   * The client left in the middle of something: whatever it had open is rolled back before the next one
   * comes.
   */
  private async abandonTurn(connection: Connection): Promise<void> {
    clearTimeout(connection.idleTimer);
    if (this.turn !== connection || connection.running) return;
    connection.running = true;
    try {
      // An extended-protocol request without its Sync leaves the session skipping messages; a Sync ends that.
      await this.database.runExclusive(() => this.database.execProtocolRaw(SYNC));
      if (this.database.isInTransaction()) await this.database.exec('ROLLBACK');
    } finally {
      this.turn = null;
      this.giveTurn();
    }
  }
}

/** Sync: type byte and length. */
const SYNC = Buffer.from([0x53, 0, 0, 0, 4]);
