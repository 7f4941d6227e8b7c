import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { SocketAdapter } from './socket-adapter.js';

/** Nest's Socket.IO adapter, with the sockets of other api replicas behind it where there are any. */
export class LiveIoAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly sockets: SocketAdapter | null,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: Parameters<IoAdapter['createIOServer']>[1]) {
    const adapter = this.sockets && { adapter: this.sockets.factory };
    return super.createIOServer(port, { ...options, ...adapter } as typeof options);
  }
}
