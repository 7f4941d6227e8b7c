import { openTracing } from './open-tracing.js';
import { serveMetrics } from './serve-metrics.js';

export interface TelemetryOptions {
  host: string;
  /** Where figures for Prometheus are served; null: nowhere. */
  metricsPort: number | null;
  /** The collector that gets traces; null: there are none. */
  traceEndpoint: string | null;
  /** Which share of the submissions is traced, 0 to 1. */
  traceShare: number;
}

export interface Telemetry {
  /** What there is, for people: a line each. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

/**
 * What this process tells of its work besides its log, as far as it is asked for.
 * @param service what traces call this process: `cpast-api`, `cpast-worker` or `cpast`
 * @throws what listening throws (EADDRINUSE)
 */
export async function openTelemetry(
  { host, metricsPort, traceEndpoint, traceShare }: TelemetryOptions,
  service: string,
): Promise<Telemetry> {
  const server = metricsPort === null ? null : await serveMetrics(host, metricsPort);
  const tracing = traceEndpoint === null ? null : await openTracing(traceEndpoint, traceShare, service);
  return {
    lines: [
      ...(server ? [`metrics at ${server.url}`] : []),
      ...(tracing ? [`traces to ${new URL(traceEndpoint!).host}`] : []),
    ],
    close: async () => void (await Promise.all([server?.close(), tracing?.close()])),
  };
}
