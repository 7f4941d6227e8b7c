import type {
  AdminSubmissionRow,
  AuditEventView,
  DeadLettersView,
  DoctorView,
  MetricsView,
  ResetLinkView,
  UserAccountView,
  UserRole,
  WorkerView,
} from '@app/contracts';
import type { Http } from './http.js';
import type { Paged, SubmissionFilter } from './submissions.js';

const PATH = '/api/v1/admin';

/** What only admins may do. */
export class Administration {
  constructor(private readonly http: Http) {}

  /** How the service does; `windowMs` and `stepMs` say what of the past. @throws ApiError */
  metrics(windowMs: number, stepMs: number, signal?: AbortSignal): Promise<MetricsView> {
    return this.http.json(`${PATH}/metrics`, { query: { windowMs, stepMs }, signal });
  }

  /** Everybody's submissions, newest first. @throws ApiError */
  submissions(
    filter: SubmissionFilter & { owner?: string },
    signal?: AbortSignal,
  ): Promise<Paged<AdminSubmissionRow>> {
    return this.http.json(`${PATH}/submissions`, { query: { ...filter }, signal });
  }

  /** Oldest first. @throws ApiError */
  async users(signal?: AbortSignal): Promise<UserAccountView[]> {
    return (await this.http.json<{ items: UserAccountView[] }>(`${PATH}/users`, { signal })).items;
  }

  /** The user chooses a password with the link, which works once and for a day. @throws ApiError */
  createUser(username: string, role: UserRole): Promise<{ user: UserAccountView; resetLink: ResetLinkView }> {
    return this.http.json(`${PATH}/users`, { method: 'POST', body: { username, role } });
  }

  /** Ends the sessions of the user when it changes anything. @throws ApiError */
  changeUser(id: string, change: { role?: UserRole; disabled?: boolean }): Promise<UserAccountView> {
    return this.http.json(`${PATH}/users/${id}`, { method: 'PATCH', body: change });
  }

  /** @throws ApiError */
  createResetLink(id: string): Promise<ResetLinkView> {
    return this.http.json(`${PATH}/users/${id}/reset_link`, { method: 'POST' });
  }

  /** Newest first; `before` is the id of the last one known. @throws ApiError */
  async audit(filter: { limit?: number; before?: string }, signal?: AbortSignal): Promise<AuditEventView[]> {
    const answer = await this.http.json<{ items: AuditEventView[] }>(`${PATH}/audit`, {
      query: filter,
      signal,
    });
    return answer.items;
  }

  /** @throws ApiError */
  deadLetters(signal?: AbortSignal): Promise<DeadLettersView> {
    return this.http.json(`${PATH}/dead-letters`, { signal });
  }

  /** Queued again, as if it had never been tried. @throws ApiError */
  async retryDeadLetter(id: string): Promise<void> {
    await this.http.json(`${PATH}/dead-letters/${id}/retry`, { method: 'POST' });
  }

  /** Taken from the list; `orphans`: the messages that belong to no job of it. @throws ApiError */
  async dropDeadLetter(id: 'orphans' | (string & {})): Promise<void> {
    await this.http.json(`${PATH}/dead-letters/${id}`, { method: 'DELETE' });
  }

  /** Workers that were seen lately. @throws ApiError */
  workers(signal?: AbortSignal): Promise<WorkerView[]> {
    return this.http.json('/api/v1/workers', { signal });
  }

  /** What stands between hostile programs and each worker's machine. @throws ApiError */
  doctor(signal?: AbortSignal): Promise<DoctorView> {
    return this.http.json('/api/v1/doctor', { signal });
  }
}
