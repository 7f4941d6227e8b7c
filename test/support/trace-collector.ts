import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as OTLP tells it in JSON, of a process that calls itself `service`. */
export interface CollectedSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}

interface Batch {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Omit<CollectedSpan, 'service'>[] }[];
  }[];
}

/** Takes spans as a collector of OpenTelemetry does (OTLP over HTTP). */
export class TraceCollector {
  private readonly spans: CollectedSpan[] = [];
  private readonly server = createServer((request, response) => {
    void request.toArray().then((parts) => {
      this.take(JSON.parse(Buffer.concat(parts as Buffer[]).toString()) as Batch);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  static async start(): Promise<TraceCollector> {
    const collector = new TraceCollector();
    collector.server.listen(0, '127.0.0.1');
    await once(collector.server, 'listening');
    return collector;
  }

  /** For a process whose spans are to come here at once. */
  get env(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_BSP_SCHEDULE_DELAY: '50' };
  }

  /** What has come so far of a submission's trace. */
  spansOf(submissionId: string): CollectedSpan[] {
    return this.spans.filter(({ traceId }) => traceId === submissionId.replaceAll('-', ''));
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private take({ resourceSpans }: Batch): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service =
        resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? 'unknown';
      for (const { spans } of scopeSpans) this.spans.push(...spans.map((span) => ({ ...span, service })));
    }
  }
}
