declare module 'piston-client' {
  interface Job {
    language?: string;
    version?: string;
    files?: { name?: string; content: string; encoding?: string }[];
    stdin?: string;
    args?: string[];
  }
  interface Client {
    runtimes(): Promise<{ language: string; version: string }[]>;
    execute(job: Job): Promise<Record<string, unknown>>;
    execute(language: string, code: string, job?: Job): Promise<Record<string, unknown>>;
  }
  export default function piston(options?: { server?: string }): Client;
}
