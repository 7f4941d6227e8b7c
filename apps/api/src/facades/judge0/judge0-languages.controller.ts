import { Controller, Get, Param, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../accounts/access/access.decorator.js';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { PYTHON, PYTHON_WHOLE } from './examples.js';
import { Judge0Error } from './judge0-error.js';
import { Judge0Filter } from './judge0.filter.js';
import { judge0Language, JUDGE0_LANGUAGES, oursOf, type ShownLanguage, shownLanguage } from './languages.js';

/** Languages by the numbers that clients of Judge0 know. */
@ApiTags('judge0')
@UseFilters(Judge0Filter)
@Requires('known')
@Controller('judge0/languages')
export class Judge0LanguagesController {
  constructor(private readonly languages: LanguageDirectory) {}

  @Get()
  @FacadeDocs({
    summary: 'List the languages',
    description: 'Those that can be used here, by name.',
    answer: [PYTHON],
  })
  async active(): Promise<object[]> {
    const here = await this.languages.list();
    return JUDGE0_LANGUAGES.filter((language) => oursOf(language, here) !== null)
      .map(({ id, name }) => ({ id, name }))
      .sort(byName);
  }

  @Get('all')
  @FacadeDocs({
    summary: 'List the languages, those as well that cannot be used',
    description: 'Those that cannot be used here are archived.',
    answer: [{ ...PYTHON, is_archived: false }],
  })
  async all(): Promise<object[]> {
    const here = await this.languages.list();
    return JUDGE0_LANGUAGES.map((language) => ({
      id: language.id,
      name: language.name,
      is_archived: oursOf(language, here) === null,
    })).sort(byName);
  }

  @Get(':id')
  @FacadeDocs({
    summary: 'Read a language',
    description: 'With the commands that the original would use.',
    answer: PYTHON_WHOLE,
  })
  async language(@Param('id') id: string): Promise<ShownLanguage> {
    const language = /^\d{1,9}$/.test(id) ? judge0Language(Number(id)) : undefined;
    if (!language) throw new Judge0Error(404, { status: 404, error: 'Not Found' });
    return shownLanguage(language, await this.languages.list());
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name, 'en', { ignorePunctuation: true });
}
