import { judge } from './judge.js';
import type { KindView } from './kind-view.js';

/** A program that talks to an interactor: tests as those of a judge job, each with its dialogue. */
export const interact: KindView = { ...judge, name: 'Interact' };
