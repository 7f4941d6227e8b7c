export * from './runner.js';
export { BoxRunner, type BoxRunnerOptions } from './box.runner.js';
export type { BoxLauncher, BoxOptions, BoxTransport, ReadOnlyMount } from './box/launcher.js';
export { findCandidates, hostPlaces, type Candidate, type SearchPlaces } from './languages/candidates.js';
export type { DetectionProgress } from './languages/detect.js';
export { LANGUAGE_ROWS } from './languages/table.js';
export type { LanguageRow } from './languages/row.js';
export { createNativeRunner, type NativeRunnerOptions } from './native/native.runner.js';
export { createDockerRunner, whyNoDocker, type DockerRunnerOptions } from './docker/docker.runner.js';
