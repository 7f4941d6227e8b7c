import { createServer, type Server } from 'node:net';
import { RunnerUnavailable } from '../runner.js';

/**
 * Host user ids that are set aside for boxes: 1024 ranges of 2^20, one range per worker process. They begin
 * above the box's own default, so that a box started by hand shares none: in reduced isolation it would kill
 * by user id.
 */
const FIRST_UID = 2_100_000_000;
const RANGE_UIDS = 1 << 20;
const RANGES = 1024;
/** Ids that one live box may map. */
const BOX_UIDS = 4096;
const BOXES = RANGE_UIDS / BOX_UIDS;

/** What one live box goes by; no other live box of this host has either number. */
export interface BoxIds {
  slot: number;
  uidBase: number;
}

/**
 * Hands out user ids, so that no two live boxes of this host share one: as root in reduced isolation a shared
 * id would let one box signal the other's processes. Several workers of one host agree through an abstract
 * unix socket per range (unix(7)): the kernel frees it when its process dies, however it dies.
 */
export class UserIds {
  private readonly used = new Set<number>();

  private constructor(
    /** Which of the ranges of this host this process has, alone. */
    readonly range: number,
    private readonly lock: Server,
  ) {}

  /** @throws RunnerUnavailable when every range is taken */
  static async reserve(): Promise<UserIds> {
    for (let range = 0; range < RANGES; range += 1) {
      const lock = await lockRange(range);
      if (lock) return new UserIds(range, lock);
    }
    throw new RunnerUnavailable(`all ${RANGES} ranges of user ids for boxes are in use on this host`);
  }

  /** @throws RunnerUnavailable when this worker has too many live boxes */
  take(): BoxIds {
    for (let slot = 0; slot < BOXES; slot += 1) {
      if (this.used.has(slot)) continue;
      this.used.add(slot);
      return { slot, uidBase: FIRST_UID + this.range * RANGE_UIDS + slot * BOX_UIDS };
    }
    throw new RunnerUnavailable(`more than ${BOXES} boxes are alive in this worker`);
  }

  /** Call once the box is gone. */
  giveBack(ids: BoxIds): void {
    this.used.delete(ids.slot);
  }

  close(): void {
    this.lock.close();
  }
}

/** Takes a range for as long as the result is not closed; null: a live process has it. */
export function lockRange(range: number): Promise<Server | null> {
  return tryLock(`\0cpast-uid-range-${range}`);
}

function tryLock(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(name, () => resolve(server.unref()));
  });
}
