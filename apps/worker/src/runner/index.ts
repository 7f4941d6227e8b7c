export * from './runner.js';
export { NotCompiled } from './not-compiled.js';
export { BoxRunner } from './box.runner.js';
export { LANGUAGE_ROWS } from './languages/table.js';
export type { LanguageRow } from './languages/row.js';
export { createNativeRunner } from './native/native.runner.js';
export { insistOnCores } from './native/own-cores.js';
export { createDockerRunner, whyNoDocker } from './docker/docker.runner.js';
