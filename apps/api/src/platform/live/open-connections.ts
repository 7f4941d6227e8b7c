import { DomainError } from '../problem/domain-error.js';

const RETRY_S = 10;

/** Keeps the connections of sockets to this process in bounds: of one address, and of all. */
export class OpenConnections {
  private total = 0;
  private readonly ofAddress = new Map<string, number>();

  /** @param perAddress of one address @param most of all addresses together */
  constructor(
    private readonly perAddress: number,
    private readonly most: number,
  ) {}

  /**
   * Takes a place. @returns what gives it back; once is enough
   * @throws DomainError('too_many_sockets' | 'unavailable') when there is none
   */
  take(address: string): () => void {
    const open = this.ofAddress.get(address) ?? 0;
    if (open >= this.perAddress)
      throw tooMany('too_many_sockets', `At most ${this.perAddress} sockets may be open from one address.`);
    if (this.total >= this.most)
      throw tooMany('unavailable', 'As many sockets are open as this service takes; try again soon.');
    this.total += 1;
    this.ofAddress.set(address, open + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.total -= 1;
      const left = this.ofAddress.get(address)! - 1;
      if (left > 0) this.ofAddress.set(address, left);
      else this.ofAddress.delete(address);
    };
  }
}

function tooMany(code: 'too_many_sockets' | 'unavailable', detail: string): DomainError {
  return new DomainError(code, { detail, headers: { 'retry-after': String(RETRY_S) } });
}
