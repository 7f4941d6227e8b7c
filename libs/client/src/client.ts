import { Accounts } from './accounts.js';
import { Administration } from './administration.js';
import { Http, type HttpOptions } from './http.js';
import { LiveRuns } from './live-runs.js';
import { Service } from './service.js';
import { Submissions } from './submissions.js';
import { Suites } from './suites.js';

/** How a client reaches its service. */
export type ClientOptions = HttpOptions;

/**
 * Everything that cpast's API offers, typed, for Node.js and for browsers:
 * `const view = await new Client({ baseUrl, token }).submissions.run({ kind: 'run', program })`.
 */
export class Client {
  readonly http: Http;
  readonly service: Service;
  readonly submissions: Submissions;
  /** Programs that are talked to while they run. */
  readonly liveRuns: LiveRuns;
  readonly suites: Suites;
  readonly accounts: Accounts;
  readonly administration: Administration;

  constructor(options: ClientOptions = {}) {
    this.http = new Http(options);
    this.service = new Service(this.http);
    this.submissions = new Submissions(this.http);
    this.liveRuns = new LiveRuns(this.http);
    this.suites = new Suites(this.http);
    this.accounts = new Accounts(this.http);
    this.administration = new Administration(this.http);
  }
}
