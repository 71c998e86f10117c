import type { Dialect } from '../deliveries.ts';

/** The frameworks that are measured. */
export const frameworks = ['express', 'koa'] as const;

/** A framework that is measured. */
export type Framework = (typeof frameworks)[number];

/** What is compared; `docs/performance.md` says what each of them does. */
export const contenders = ['node:http', 'bare', 'hand-written', 'statuswire', 'today', 'twilio', 'octokit'] as const;

/** One of those that are compared. */
export type Contender = (typeof contenders)[number];

/** Who is compared on a framework in a dialect: two receivers know Express only, and one dialect each. */
export function contendersOf(framework: Framework, dialect: Dialect): readonly Contender[] {
  const absent: Contender | null = dialect === 'compatibility' ? 'octokit' : 'twilio';
  return contenders.filter((name) =>
    name === 'twilio' || name === 'octokit' ? framework === 'express' && name !== absent : true,
  );
}

/** The module that makes a contender's server. */
export function moduleOf(framework: Framework, contender: Contender): URL {
  return new URL(
    contender === 'node:http' ? '../node-http/floor.ts' : `../${framework}/${contender}.ts`,
    import.meta.url,
  );
}
