import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getRepositoryToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ENTITIES } from './entities/index.js';

/**
 * Gives the `DataSource` and the repositories (`@InjectRepository(Submission)`) to every module of an app.
 * The data source is opened before Nest starts, and its opener closes it: in the embedded default the api and
 * the worker share it, and TypeOrmModule cannot be imported twice in one process.
 */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(dataSource: DataSource): DynamicModule {
    const providers = [
      { provide: DataSource, useValue: dataSource },
      ...ENTITIES.map((entity) => ({
        provide: getRepositoryToken(entity),
        useFactory: () => dataSource.getRepository(entity),
      })),
    ];
    return { module: DatabaseModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
