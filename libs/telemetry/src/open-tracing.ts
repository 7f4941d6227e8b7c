import { randomIds } from './trace-ids.js';
import { switchTracing } from './tracing.js';

export interface Tracing {
  /** Sends what is left, for a few seconds at most. Never rejects. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_MS = 3_000;

/**
 * Sends traces of submissions to a collector of OpenTelemetry (OTLP over HTTP, JSON). The SDK is loaded only
 * here: a process without a collector pays nothing for it. It reads `OTEL_EXPORTER_OTLP_HEADERS` and the like
 * by itself.
 * @param endpoint as OTEL_EXPORTER_OTLP_ENDPOINT, without `/v1/traces`
 * @param share of the submissions that are traced, 0 to 1; it depends on a trace's id alone, so that api and workers
 * choose the same ones
 * @param service what this process is: `cpast-api`, `cpast-worker` or `cpast`
 */
export async function openTracing(endpoint: string, share: number, service: string): Promise<Tracing> {
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, sdk] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-node'),
  ]);
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const provider = new sdk.NodeTracerProvider({
    idGenerator: randomIds,
    sampler: new sdk.TraceIdRatioBasedSampler(share),
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  switchTracing(true);
  return {
    close: async () => {
      switchTracing(false);
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}
