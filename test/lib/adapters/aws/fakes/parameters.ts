import { loopback } from './loopback.ts';

interface Parameter {
  readonly Name: string;
  readonly Value: string;
  readonly Type: string;
  readonly Tier?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly LastModifiedDate: number;
}

/** The parameter store of SSM on loopback, as far as this project asks it. Signatures are not looked at. */
export interface FakeParameters {
  readonly url: string;
  readonly parameters: Map<string, Parameter>;
  /** Names of the calls, in order. */
  readonly calls: string[];
  /** Set to refuse every call by this name. */
  refusal: string | undefined;
  close(): Promise<void>;
}

interface Asked {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Path?: string;
  readonly Overwrite?: boolean;
  readonly WithDecryption?: boolean;
  readonly NextToken?: string;
}

/** GetParametersByPath gives two a page, so that paging is real. */
const PAGE = 2;

export async function fakeParameters(): Promise<FakeParameters> {
  const parameters = new Map<string, Parameter>();
  const state: Pick<FakeParameters, 'calls' | 'refusal'> = { calls: [], refusal: undefined };
  const shown = (one: Parameter, decrypt = false) => ({
    ...one,
    Value: one.Type === 'SecureString' && !decrypt ? 'encrypted' : one.Value,
  });

  const answer = (action: string, asked: Asked & Parameter): [number, object] => {
    if (state.refusal) return [400, { __type: state.refusal, message: 'refused' }];
    const found = parameters.get(asked.Name);
    if (action === 'GetParameter') return found ? [200, { Parameter: shown(found, asked.WithDecryption) }] : missing();
    if (action === 'DeleteParameter') return parameters.delete(asked.Name) ? [200, {}] : missing();
    if (action === 'GetParameters') {
      const [there, InvalidParameters] = [[] as object[], [] as string[]];
      for (const name of asked.Names ?? []) {
        const one = parameters.get(name);
        if (one) there.push(shown(one, asked.WithDecryption));
        else InvalidParameters.push(name);
      }
      return [200, { Parameters: there, InvalidParameters }];
    }
    if (action === 'GetParametersByPath') {
      const below = [...parameters.values()].filter(({ Name }) => Name.startsWith(`${asked.Path}/`));
      const from = Number(asked.NextToken ?? 0);
      const more = below.length > from + PAGE ? { NextToken: String(from + PAGE) } : {};
      return [200, { Parameters: below.slice(from, from + PAGE).map((one) => shown(one, asked.WithDecryption)), ...more }];
    }
    if (action !== 'PutParameter') return [400, { __type: 'UnknownOperationException' }];
    if (asked.Overwrite && asked.Tags)
      return [400, { __type: 'ValidationException', message: 'tags and overwrite exclude each other' }];
    if (found && !asked.Overwrite) return [400, { __type: 'ParameterAlreadyExists', message: 'exists' }];
    const { Name, Value, Type, Tier, Tags = found?.Tags } = asked;
    const kept = { Name, Value, Type, ...(Tier ? { Tier } : {}), ...(Tags ? { Tags } : {}) };
    parameters.set(Name, { ...kept, LastModifiedDate: Math.floor(Date.now() / 1000) });
    return [200, { Version: 1, Tier: 'Standard' }];
  };

  const server = await loopback(({ headers, body }) => {
    const action = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    state.calls.push(action);
    const [status, said] = answer(action, JSON.parse(body) as Asked & Parameter);
    return { status, type: 'application/x-amz-json-1.1', body: JSON.stringify(said) };
  });
  return Object.assign(state, { url: server.url, parameters, close: () => server.close() });
}

function missing(): [number, object] {
  return [400, { __type: 'ParameterNotFound', message: 'there is no such parameter' }];
}
