import { type FacadeBody, readFacadeBody, type ReadBody } from './read-facade-body.js';

/** `readFacadeBody` in a thread. */
export default function read(body: FacadeBody): Promise<ReadBody> {
  return readFacadeBody(body);
}
