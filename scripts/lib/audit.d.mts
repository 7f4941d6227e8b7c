export function readAudit(
  text: string,
): { kind: 'clean' } | { kind: 'unanswered'; reason: string } | { kind: 'found'; names: string[] };
export function auditPackages(): void;
