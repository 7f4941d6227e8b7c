import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

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
    .addTag('judge0', 'What clients of Judge0 expect, also below /judge0')
    .addTag('piston', 'What clients of Piston expect, also below /piston')
    .addTag('jobe', 'What clients of Jobe expect, also below /jobe')
    .addTag('service', 'The service itself')
    .addTag('accounts', 'Who is logged in, API tokens')
    .addTag('webhooks', 'Being told when a submission is final')
    .addTag('admin', 'For admins')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API token: cpast_...' })
    .addCookieAuth('cpast_session', {
      type: 'apiKey',
      description: 'The session of a browser that is logged in.',
    });
  const document = () => withLoginRequired(SwaggerModule.createDocument(app, builder.build()));
  SwaggerModule.setup(UI_PATH, app, document, {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    customSiteTitle: 'cpast API',
    customJs: '/swagger-page.js',
    swaggerOptions: { persistAuthorization: true },
  });
}

/** Says of every operation that wants to know who one is what it answers to those it cannot know. */
function withLoginRequired(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths))
    for (const operation of Object.values(path) as {
      security?: object[];
      responses?: Record<string, object>;
    }[])
      if (operation.security?.length && operation.responses)
        operation.responses['401'] ??= { description: 'Log in, or send an API token that is valid.' };
  return document;
}
