import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import type { Server } from 'node:http';
import { CONFIG } from '../../platform/environment/tokens.js';
import { takeUpgrades, type UpgradeTaker } from '../../platform/http/server/upgrades.js';
import { facadePathFor } from './facade-mounts.js';

/** WebSockets of facades, on all ports that serve them. */
@Injectable()
export class FacadeUpgrades {
  private readonly takers = new Map<string, (...upgrade: Parameters<UpgradeTaker>) => void>();

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'facades'>) {}

  /** @param path below the facade's prefix, that included */
  add(path: string, take: (...upgrade: Parameters<UpgradeTaker>) => void): void {
    this.takers.set(path, take);
  }

  /** Takes connections of this server. */
  serve(server: Server): void {
    takeUpgrades(server, (request, socket, head) => {
      const path = facadePathFor(request, this.config.facades)?.split('?')[0];
      const take = path === undefined ? undefined : this.takers.get(path);
      take?.(request, socket, head);
      return take !== undefined;
    });
  }
}
