import { orAborted, throwIfAborted } from './abort.js';

interface Flight<T> {
  work: Promise<T>;
  waiting: number;
  controller: AbortController;
}

/** Lets identical work that is asked for at the same time be done once. */
export class Flights<T> {
  private readonly flights = new Map<string, Flight<T>>();

  /**
   * Joins the work of this key, or begins it. The work is aborted when no caller waits for it any longer.
   * @throws what the work throws; AbortError when the caller's signal fires
   */
  async join(
    key: string,
    begin: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<{ value: T; joined: boolean }> {
    throwIfAborted(signal);
    const known = this.flights.get(key);
    const flight = known ?? this.begin(key, begin);
    flight.waiting += 1;
    try {
      return { value: await orAborted(flight.work, signal), joined: known !== undefined };
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) this.leave(key, flight);
    }
  }

  private begin(key: string, begin: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { work: begin(controller.signal), waiting: 0, controller };
    this.flights.set(key, flight);
    flight.work.catch(() => undefined).finally(() => this.forget(key, flight));
    return flight;
  }

  private leave(key: string, flight: Flight<T>): void {
    flight.controller.abort();
    this.forget(key, flight);
  }

  private forget(key: string, flight: Flight<T>): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}
