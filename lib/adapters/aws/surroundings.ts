import { NamedError } from '../../domain/errors.ts';
import { type Deployment, VARIABLE } from '../../domain/names.ts';

/** What a function of the lab stack knows of its deployment, from its environment variables. Throws NotDeployed. */
export function surroundings(env: NodeJS.ProcessEnv): Deployment {
  const need = (name: string): string => {
    const value = env[name];
    if (!value)
      throw new NamedError('NotDeployed', `${name} is not set: this code runs in a function of the stack firstbyte-lab`);
    return value;
  };
  return {
    account: need(VARIABLE.account),
    home: need('AWS_REGION'),
    regions: need(VARIABLE.regions).split(','),
    endpoints: JSON.parse(env[VARIABLE.endpoints] ?? '{}') as Deployment['endpoints'],
  };
}
