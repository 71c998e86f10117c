/** What an adapter may import, and so any package that has no line below. */
const forAdapters = ['contracts', 'receiver'] as const;

/** Which of our packages each may import in what it ships: imports run one way. */
const linesOfTheirOwn: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  receiver: ['contracts'],
  ledger: ['contracts'],
  reconciler: ['contracts', 'ledger'],
  sandbox: ['contracts', 'receiver'],
  cli: ['contracts', 'receiver', 'sandbox'],
};

/** Which of our packages the one in a folder may import. */
export function mayImport(folder: string): readonly string[] {
  return linesOfTheirOwn[folder] ?? forAdapters;
}

/** Which of our packages a file's text imports, by folder. */
export function importedPackages(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'@statuswire\/([\w-]+)/g)].map(([, folder = '']) => folder);
}
