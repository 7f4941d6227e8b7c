import { Client } from '@app/client';

/** The service that the page came from. */
export const client = new Client({ retries: 1 });
