import password from '@inquirer/password';
import type { KeyProvider } from '../../lib/adapters/aws/provider-keys.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import type { ProviderKeys } from '../../lib/domain/names.ts';

/** Where each provider's keys are looked for in the environment, and how the provider itself calls them. */
const NAMES: Readonly<
  Record<KeyProvider, Readonly<Record<'id' | 'secret', { readonly variable: string; readonly title: string }>>>
> = {
  wasabi: {
    id: { variable: 'WASABI_ACCESS_KEY_ID', title: 'Wasabi access key id' },
    secret: { variable: 'WASABI_SECRET_ACCESS_KEY', title: 'Wasabi secret access key' },
  },
  b2: {
    id: { variable: 'B2_KEY_ID', title: 'Backblaze keyID' },
    secret: { variable: 'B2_APPLICATION_KEY', title: 'Backblaze applicationKey' },
  },
};

/** Keys from the environment or, on a terminal, from a person who cannot be looked at. Throws BadInput where there are neither. */
export async function givenKeys(provider: KeyProvider, env: NodeJS.ProcessEnv): Promise<ProviderKeys> {
  const { id, secret } = NAMES[provider];
  const [accessKeyId, secretAccessKey] = [env[id.variable]?.trim(), env[secret.variable]?.trim()];
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey };
  if (accessKeyId || secretAccessKey)
    throw new BadInput(
      `${accessKeyId ? secret.variable : id.variable} is not set: set both it and ${accessKeyId ? id.variable : secret.variable}, or neither.`,
    );
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new BadInput(`no keys were given: set ${id.variable} and ${secret.variable}, or run this on a terminal to be asked.`);
  return { accessKeyId: await asked(id.title), secretAccessKey: await asked(secret.title) };
}

/** One secret from the environment or from a person on a terminal. Throws BadInput where there is neither. */
export async function givenSecret(
  { variable, title }: { readonly variable: string; readonly title: string },
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const given = env[variable]?.trim();
  if (given) return given;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new BadInput(`no token was given: set ${variable}, or run this on a terminal to be asked.`);
  return asked(title);
}

async function asked(title: string): Promise<string> {
  const filled = (text: string) => text.trim() !== '' || 'It cannot be empty.';
  try {
    return (await password({ message: `${title}:`, validate: filled, toggleMask: false }, { output: process.stderr })).trim();
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') throw new BadInput('no keys were given: nothing was stored.');
    throw error;
  }
}
