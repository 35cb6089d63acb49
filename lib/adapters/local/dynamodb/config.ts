import { fileURLToPath } from 'node:url';

/** What the DynamoDB stand-in reads as its first line of stdin. */
export interface DynamoDbStandInConfig {
  /** 0 takes any free port of 127.0.0.1. */
  readonly port: number;
  /** Folder of its LevelDB files; in memory when absent, which takes about 1.4 bytes for every byte ever written. */
  readonly path?: string;
}

/** The file `startService` runs. */
export const DYNAMODB_ENTRY = fileURLToPath(new URL('./main.ts', import.meta.url));
