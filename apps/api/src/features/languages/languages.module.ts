import { Module } from '@nestjs/common';
import { LanguagesController } from './languages.controller.js';

/**
 * Which languages there are. Which of them work here, a LanguageDirectory says, which the module of the
 * workers gives.
 */
@Module({ controllers: [LanguagesController] })
export class LanguagesModule {}
