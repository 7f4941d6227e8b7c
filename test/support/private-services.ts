/** Servers for one test, which it may stop and start again on the same data. */
export {
  startPostgres,
  startRabbitmq,
  startRedis,
  type PrivateService,
} from '../../scripts/lib/services/private.mjs';
