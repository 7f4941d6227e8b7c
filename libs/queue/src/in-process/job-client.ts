import { ClientProxy, type ReadPacket, RmqRecord, type WritePacket } from '@nestjs/microservices';
import type { JobProperties } from '../job-channel.js';
import type { InProcessBroker } from './broker.js';

/**
 * Producer side of the in-process transport: speaks the same records (`RmqRecord`) as Nest's RabbitMQ client.
 */
export class InProcessJobClient extends ClientProxy {
  constructor(private readonly broker: InProcessBroker) {
    super();
  }

  async connect(): Promise<void> {}

  close(): void {}

  unwrap<T>(): T {
    return this.broker as T;
  }

  protected publish(_packet: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    callback({ err: new Error('jobs are events: use emit()') });
    return () => {};
  }

  protected async dispatchEvent<T>({ pattern, data }: ReadPacket): Promise<T> {
    const record = data instanceof RmqRecord ? data : new RmqRecord(data as unknown);
    const content = Buffer.from(
      JSON.stringify({ pattern: pattern as unknown, data: record.data as unknown }),
    );
    this.broker.publish(content, (record.options ?? {}) as JobProperties);
    return undefined as T;
  }
}
