import { hash } from 'node:crypto';

/**
 * The first 128 bits of a text's SHA-256, as 32 hexadecimal digits, which PostgreSQL reads as a `uuid`. Stands for keys that
 * are too long for an index.
 */
export function digestOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}
