import type { BrokenStore } from './broken-stores/altered.ts';
import { brokenOperations } from './broken-stores/operations.ts';
import { brokenReading } from './broken-stores/reading.ts';
import { brokenRecording } from './broken-stores/recording.ts';

/** Stores that break one promise each, on purpose: what the kit must find out. */
export const brokenStores: readonly BrokenStore[] = [...brokenRecording, ...brokenReading, ...brokenOperations];
