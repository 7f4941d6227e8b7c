/** What stands behind this api, as `GET /config` tells it. */
export interface Backends {
  readonly database: 'embedded' | 'postgres';
  readonly queue: 'in-process' | 'rabbitmq';
  readonly cache: 'memory' | 'redis';
}
