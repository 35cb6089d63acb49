import { afterAll, beforeAll, describe } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../emulator/emulator.ts';
import { pythonEnvironment } from '../emulator/python.ts';

const python = pythonEnvironment();

/**
 * A group of tests with one emulated AWS of their own. Without Python it is skipped with a visible line, and fails where CI is set.
 */
export function describeInEmulator(title: string, body: (emulator: () => Emulator) => void, options: EmulatorOptions = {}): void {
  describe.skipIf(!python)(title, () => {
    let emulator: Emulator | undefined;
    beforeAll(async () => {
      if (python) emulator = await startEmulator(python, options);
    });
    afterAll(async () => {
      await emulator?.stop();
    });
    body(() => {
      if (!emulator) throw new Error('the emulated AWS is not up');
      return emulator;
    });
  });
}

/** What every SDK client needs to speak to it, as the account's own user unless other keys are given. */
export function clientOptions(emulator: Emulator, region = 'us-east-1', keys = { accessKeyId: 'test', secretAccessKey: 'test' }) {
  return { endpoint: emulator.endpoint, region, credentials: keys, maxAttempts: 1 };
}
