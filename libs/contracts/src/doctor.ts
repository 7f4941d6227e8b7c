/**
 * One layer between hostile programs and the machine, as it was seen to be: tried out, not read from a
 * setting.
 */
export interface DoctorCheck {
  /** Stable, e.g. `seccomp`. */
  id: string;
  ok: boolean;
  /** A missing layer that is not required is covered by another one, which `detail` names. */
  required: boolean;
  /** What was seen. */
  detail: string;
  /** What the operator can do; empty when nothing is to be done. */
  cure: string;
}

/** What stands between hostile programs and the machine of one worker. */
export interface DoctorReport {
  runner: 'native' | 'docker';
  isolation: 'full' | 'reduced';
  /** No required layer is missing. */
  healthy: boolean;
  /** ISO 8601 with milliseconds. */
  checkedAt: string;
  checks: DoctorCheck[];
}

/**
 * What `GET /doctor` answers. Not healthy when any worker is not, when there is none, or when a check of the
 * api itself fails.
 */
export interface DoctorView {
  healthy: boolean;
  /** Of the api that answers. */
  api: DoctorCheck[];
  workers: { id: string; host: string; problem: string | null; report: DoctorReport | null }[];
}

/** How often a worker looks again, in milliseconds. */
export const DOCTOR_EVERY_MS = 60_000;
