/** What one address may have of all. */
const ONE_ADDRESS = 1 / 4;

/** What a request has taken of a budget, until it gives that back. */
export interface Lease {
  /**
   * Takes more; nothing once it was given back. @returns false when there is no room for it: give the lease
   * back then
   */
  take(bytes: number): boolean;
  /** Gives all back. As often as one likes: it counts once, and what is taken afterwards does not count. */
  giveBack(): void;
}

/** Bytes that all requests together, and those of one address, may have in memory at the same time. */
export class ByteBudget {
  private total = 0;
  private readonly ofAddress = new Map<string, number>();

  constructor(private readonly maximum: number) {}

  /** Of all requests, now. */
  get taken(): number {
    return this.total;
  }

  open(address: string): Lease {
    let own = 0;
    let isOpen = true;
    return {
      take: (bytes) => {
        if (!isOpen) return true;
        own += bytes;
        this.change(address, bytes);
        return !this.isOver(address);
      },
      giveBack: () => {
        if (isOpen) this.change(address, -own);
        isOpen = false;
      },
    };
  }

  private isOver(address: string): boolean {
    return (
      this.total > this.maximum || (this.ofAddress.get(address) ?? 0) > Math.ceil(this.maximum * ONE_ADDRESS)
    );
  }

  private change(address: string, bytes: number): void {
    this.total += bytes;
    const left = (this.ofAddress.get(address) ?? 0) + bytes;
    if (left > 0) this.ofAddress.set(address, left);
    else this.ofAddress.delete(address);
  }
}
