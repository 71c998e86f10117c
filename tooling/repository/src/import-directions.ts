/**
 * Which of our packages each may import in what it ships: imports run one way. pnpm links only what a package declares, so
 * what stands here holds for every import.
 */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  receiver: ['contracts'],
  express: ['contracts', 'receiver'],
  koa: ['contracts', 'receiver'],
  ledger: ['contracts'],
  reconciler: ['contracts', 'ledger'],
  sandbox: ['contracts', 'receiver'],
  cli: ['contracts', 'receiver', 'sandbox'],
};
