import type { Archive } from '../archive/archive.js';
import type { Content } from '../archive/content.js';
import type { Problem } from '../model.js';
import type { Settings } from '../text/settings.js';

/** What a reader of Kattis packages passes around. */
export interface KattisPackage {
  archive: Archive;
  settings: Settings;
  isModern: boolean;
  isScoring: boolean;
  /** Points of a group count once, as DOMjudge reads them. */
  domjudgeScoring: boolean;
  problem: Problem<Content>;
}
