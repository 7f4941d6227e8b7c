import type { LanguageView, ServiceSettings } from '@app/contracts';
import type { Http } from './http.js';

/** What is drawn from a clex text; `seed` is an unsigned 64-bit number in decimal. */
export interface DrawInputs {
  clex: string;
  seed?: string;
  index?: number;
  count?: number;
  strategy?: 'mixed' | 'uniform';
}

/** The service itself: what it can, and inputs of its language. */
export class Service {
  constructor(private readonly http: Http) {}

  /** The languages that work here. @throws ApiError */
  languages(signal?: AbortSignal): Promise<LanguageView[]> {
    return this.http.json('/api/v1/languages', { signal });
  }

  /** Limits and backends. @throws ApiError */
  settings(signal?: AbortSignal): Promise<ServiceSettings> {
    return this.http.json('/api/v1/config', { signal });
  }

  /** Inputs drawn from a clex text. @throws ApiError with `problem.clex` when the text is wrong */
  drawInputs(draw: DrawInputs, signal?: AbortSignal): Promise<{ seed: string; inputs: string[] }> {
    // Drawing changes nothing, so that asking again does no harm.
    return this.http.json('/api/v1/clex/generate', { method: 'POST', body: draw, signal, repeatable: true });
  }
}
