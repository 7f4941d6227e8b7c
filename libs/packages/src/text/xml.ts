import sax from 'sax';
import { PackageError } from '../package-error.js';

const MAX_DEPTH = 64;

/** One element of an XML document, as far as packages need it. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  text: string;
}

/**
 * Parses a small document. The parser knows no entities but the five of XML, and follows no reference.
 * @throws PackageError when it is no XML
 */
export function parseXml(text: string, path: string): XmlElement {
  const parser = sax.parser(true, { trim: false, position: false });
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  parser.onopentag = ({ name, attributes }) => {
    if (open.length > MAX_DEPTH) throw new PackageError('broken_package', `${path} is nested too deeply`);
    const element: XmlElement = {
      name,
      attributes: { ...attributes } as Record<string, string>,
      children: [],
      text: '',
    };
    open.at(-1)!.children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => void open.pop();
  parser.ontext = (part) => void (open.at(-1)!.text += part);
  parser.oncdata = (part) => void (open.at(-1)!.text += part);
  parser.onerror = (error) => {
    throw new PackageError('broken_package', `${path} is no XML: ${error.message.split('\n')[0]}`);
  };
  parser.write(text).close();
  const document = root.children[0];
  if (!document) throw new PackageError('broken_package', `${path} has no element`);
  return document;
}

/** The elements that are reached by these names, one level each. */
export function elementsAt(element: XmlElement | undefined, ...path: string[]): XmlElement[] {
  let found = element ? [element] : [];
  for (const name of path)
    found = found.flatMap(({ children }) => children.filter((child) => child.name === name));
  return found;
}

export function elementAt(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return elementsAt(element, ...path)[0];
}

export function numberAt(element: XmlElement | undefined, ...path: string[]): number | undefined {
  const text = elementAt(element, ...path)?.text.trim();
  return text === undefined || text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
}
