import type { ApiTokenView, SessionPlaceView, SessionView, TokenScope } from '@app/contracts';
import type { Http } from './http.js';

/** What a new API token may do, and for how long. */
export interface NewToken {
  name: string;
  scopes: TokenScope[];
  lifetimeDays?: number;
}

/** The caller's own account. */
export class Accounts {
  constructor(private readonly http: Http) {}

  /** Who is logged in. @throws ApiError */
  session(signal?: AbortSignal): Promise<SessionView> {
    return this.http.json('/api/v1/session', { signal });
  }

  /** Ends the session of this browser. @throws ApiError */
  async logOut(): Promise<void> {
    await this.http.json('/logout', { method: 'POST', body: {} });
  }

  /** Ends every session and opens a new one. @throws ApiError */
  async changePassword(current: string, next: string): Promise<void> {
    const body = { current_password: current, new_password: next };
    await this.http.json('/admin/password', { method: 'POST', body });
  }

  /** Places where the caller is logged in. @throws ApiError */
  async sessions(signal?: AbortSignal): Promise<SessionPlaceView[]> {
    return (await this.http.json<{ items: SessionPlaceView[] }>('/api/v1/account/sessions', { signal }))
      .items;
  }

  /** Logs the caller out in one place. @throws ApiError */
  async endSession(id: string): Promise<void> {
    await this.http.json(`/api/v1/account/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  /** Newest first, without the tokens themselves. @throws ApiError */
  async tokens(signal?: AbortSignal): Promise<ApiTokenView[]> {
    return (await this.http.json<{ items: ApiTokenView[] }>('/api/v1/tokens', { signal })).items;
  }

  /** The answer is the only one that holds the token. @throws ApiError */
  createToken(token: NewToken): Promise<ApiTokenView & { token: string }> {
    return this.http.json('/api/v1/tokens', { method: 'POST', body: token });
  }

  /** It stops working at once. @throws ApiError */
  revokeToken(id: string): Promise<ApiTokenView> {
    return this.http.json(`/api/v1/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }
}
