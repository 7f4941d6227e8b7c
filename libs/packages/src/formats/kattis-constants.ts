import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import type { Archive } from '../archive/archive.js';
import { inMemory, MAX_TEXT_BYTES, readBytes, readText, type Content } from '../archive/content.js';
import { settingsOf } from '../text/settings.js';

const NAME = /^[A-Za-z_]\w*$/;
const TOKEN = /\{\{([A-Za-z_]\w*(?:\.\w+)?)\}\}/g;
/** Where constants stand for their values: programs and settings of groups, never data of tests. */
const PLACES =
  /^(input_validators?|input_format_validators|output_validators?|static_validator|include|submissions)\/|^data\/(.*\/)?(test_group|testdata)\.yaml$/;

/**
 * A package with `{{name}}` replaced by what `constants` of its problem.yaml says, in the files where the
 * format wants that. A name with variants has its own value under `value`, and `{{name.variant}}` for the
 * others; a name that is not there stays as it is.
 */
export async function withConstants(archive: Archive): Promise<Archive> {
  const values = await constantsOf(archive.file('problem.yaml')!);
  if (values.size === 0) return archive;
  return archive.map((path, content) => (PLACES.test(path) ? replaced(content, values) : undefined));
}

/** The values as they are written: 5.0 and 5 are not the same text. */
async function constantsOf(file: Content): Promise<Map<string, string>> {
  const written = settingsOf(load(await readText(file), { schema: FAILSAFE_SCHEMA })).map('constants');
  const values = new Map<string, string>();
  for (const name of written.keys.filter((key) => NAME.test(key))) {
    const own = written.text(name) ?? written.map(name).text('value');
    if (own !== undefined) values.set(name, own);
    for (const variant of written.map(name).keys) {
      values.set(`${name}.${variant}`, written.map(name).text(variant) ?? '');
    }
  }
  return values;
}

/** Bytes of any encoding: only the tokens are changed. */
function replaced(content: Content, values: ReadonlyMap<string, string>): Content {
  if (content.bytes !== undefined && content.bytes > MAX_TEXT_BYTES) return content;
  return {
    open: async () => {
      const text = (await readBytes(content)).toString('latin1');
      const changed = text.replaceAll(TOKEN, (token, name: string) => {
        const value = values.get(name);
        return value === undefined ? token : Buffer.from(value).toString('latin1');
      });
      return inMemory(Buffer.from(changed, 'latin1')).open();
    },
  };
}
