import { specOf } from '@app/contracts';
import { Submission } from '@app/database';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';

const PAGE = /^\/s\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i;

/** What links to submissions are shown with, where their owners let everybody see them. */
@Injectable()
export class SharedPages {
  constructor(@InjectRepository(Submission) private readonly rows: Repository<Submission>) {}

  /** @param path of a page @returns null where it is of no submission, or of one that not everybody may see */
  async headOf(path: string): Promise<{ title: string; description: string } | null> {
    const id = PAGE.exec(path)?.[1];
    if (id === undefined) return null;
    const row = await this.rows.findOne({
      where: { id, isPublic: true },
      select: { id: true, kind: true, status: true, verdict: true, name: true, languages: true },
    });
    if (!row) return null;
    const end = (row.verdict ?? row.status).replaceAll('_', ' ');
    const of = row.languages.length > 0 ? `, in ${row.languages.join(' and ')}` : '';
    return { title: `${row.name || 'cpast'}: ${end}`, description: `${specOf(row.kind).about}${of}.` };
  }
}
