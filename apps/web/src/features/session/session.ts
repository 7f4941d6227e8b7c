import type { SessionView } from '@app/contracts';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { sessionQuery } from '../../api/queries.js';

/** Who is logged in; null while that is not known. */
export function useSession(): SessionView | null {
  return useQuery(sessionQuery).data ?? null;
}

/** Where one logs in and comes back from to this very page. */
export function useLoginHref(): string {
  const { href } = useLocation();
  return `/login?next=${encodeURIComponent(href)}`;
}
