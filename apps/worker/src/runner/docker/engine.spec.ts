import { describe, expect, it } from 'vitest';
import { engineOptions } from './engine.js';

describe('how an engine is reached', () => {
  it.each([
    ['tcp://there:2375', '', { protocol: 'http', host: 'there', port: '2375' }],
    ['tcp://there:2376', '', { protocol: 'https', host: 'there', port: '2376' }],
    ['tcp://there:4000', '', { protocol: 'http', host: 'there', port: '4000' }],
    ['tcp://there:4000', '1', { protocol: 'https', host: 'there', port: '4000' }],
    ['tcp://there', '1', { protocol: 'https', host: 'there', port: '2376' }],
    ['http://there:4000', '1', { protocol: 'http', host: 'there', port: '4000' }],
    ['unix:///run/x.sock', '1', { socketPath: '/run/x.sock' }],
  ])('%s with DOCKER_TLS_VERIFY=%s', (host, verify, options) => {
    expect(engineOptions(host, verify)).toMatchObject(options);
  });
});
