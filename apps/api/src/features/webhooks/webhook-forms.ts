import type { Submission } from '@app/database';
import { Injectable } from '@nestjs/common';

/** What the callback of a facade's client looks like. */
export interface WebhookForm {
  method: 'POST' | 'PUT';
  timeoutMs: number;
  /** What a delivery without an answer waits for before the next one; any answer is taken for good. */
  retryDelaysMs: readonly number[];
  /** The body, as JSON. */
  bodyOf(submission: Submission): Promise<string>;
}

/**
 * The forms of facades, by the name that their rows have in `facade`; all other callbacks are as the contract
 * says.
 */
@Injectable()
export class WebhookForms {
  private readonly forms = new Map<string, WebhookForm>();

  register(facade: string, form: WebhookForm): void {
    this.forms.set(facade, form);
  }

  /** undefined: the callback is as the contract says. */
  of({ facade }: Pick<Submission, 'facade'>): WebhookForm | undefined {
    const name = (facade as { facade?: unknown } | null)?.facade;
    return typeof name === 'string' ? this.forms.get(name) : undefined;
  }
}
