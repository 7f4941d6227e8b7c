import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

const UI_PATH = 'api/v1/docs/swagger-ui';
const DOCUMENT_PATH = 'api/v1/docs/openapi.json';

/** Serves the OpenAPI document and Swagger UI. Call it before `app.init()`. */
export function setupDocs(app: INestApplication): void {
  const description =
    'cpast compiles and runs programs safely and finds the input on which two of them disagree. Errors are ' +
    '`application/problem+json` (RFC 9457) with a `code` and, for bad fields, `errors: [{ field, message }]`. Live ' +
    'results come over Socket.IO on the default path: emit `subscribe` with `{ submissionId }`.';
  const builder = new DocumentBuilder()
    .setTitle('cpast')
    .setDescription(description)
    .setVersion('1')
    .addTag('submissions', 'Run, judge and stress programs')
    .addTag('clex', 'The input-generator language')
    .addTag('origin', "The original cpast's own endpoints")
    .addTag('service', 'The service itself')
    .addTag('accounts', 'Who is logged in, API tokens')
    .addTag('webhooks', 'Being told when a submission is final')
    .addTag('admin', 'For admins')
    .addBearerAuth();
  SwaggerModule.setup(UI_PATH, app, () => SwaggerModule.createDocument(app, builder.build()), {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    customSiteTitle: 'cpast API',
  });
}
