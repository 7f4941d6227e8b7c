import type { Archive } from '../archive/archive.js';
import type { Content } from '../archive/content.js';
import type { Problem } from '../model.js';
import type { XmlElement } from '../text/xml.js';

/** What the parts of this reader share. */
export interface PolygonPackage {
  archive: Archive;
  root: XmlElement;
  /** testlib.h and what else is compiled with programs of the package. */
  headers: { path: string; content: Content }[];
  problem: Problem<Content>;
}
