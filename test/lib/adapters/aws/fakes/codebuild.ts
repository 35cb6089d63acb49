import { randomUUID } from 'node:crypto';
import { loopback } from './loopback.ts';

export type Variables = Readonly<Record<string, string>>;
/** What a build runs. One that throws fails; `stopped` says when it is to end at once. */
export type Script = (variables: Variables, stopped: AbortSignal) => Promise<void>;

export interface FakeBuild {
  readonly id: string;
  readonly variables: Variables;
  readonly token: string;
  status: string;
  endedAt: number | undefined;
  reason: string;
  readonly control: AbortController;
  readonly done: Promise<void>;
}

export interface FakeCodeBuild {
  readonly url: string;
  readonly builds: FakeBuild[];
  /** Of every call so far. */
  readonly signatures: (string | undefined)[];
  /** Set while a build that is stopped runs on for a while, as in CodeBuild; its script is not told before `letGo`. */
  lingers: boolean;
  letGo(): void;
  close(): Promise<void>;
}

/** CodeBuild's JSON protocol for one project; StartBuild really runs the script. */
export async function fakeCodeBuild(project: string, script: Script): Promise<FakeCodeBuild> {
  const builds: FakeBuild[] = [];
  const signatures: (string | undefined)[] = [];

  const state = { lingers: false };
  const stopping: FakeBuild[] = [];
  const stop = (build: FakeBuild) => {
    if (build.status === 'IN_PROGRESS') Object.assign(build, { status: 'STOPPED', endedAt: Date.now() / 1000 });
    build.control.abort();
  };

  const start = (variables: Variables, token: string): FakeBuild => {
    const before = builds.find((build) => build.token === token);
    if (before) return before;
    const control = new AbortController();
    const ended = (status: string, reason = '') => {
      if (build.status !== 'IN_PROGRESS') return;
      Object.assign(build, { status, reason, endedAt: Date.now() / 1000 });
    };
    const done = Promise.resolve()
      .then(() => script(variables, control.signal))
      .then(
        () => ended('SUCCEEDED'),
        (error: unknown) => ended('FAILED', error instanceof Error ? error.message : String(error)),
      );
    const build: FakeBuild = {
      ...{ id: `${project}:${randomUUID()}`, variables, token, control, done },
      ...{ status: 'IN_PROGRESS', endedAt: undefined, reason: '' },
    };
    builds.push(build);
    return build;
  };

  const actions: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => unknown>> = {
    StartBuild({ projectName, environmentVariablesOverride, idempotencyToken }) {
      if (projectName !== project) throw refusal('ResourceNotFoundException');
      const given = environmentVariablesOverride as readonly { readonly name: string; readonly value: string }[];
      return {
        build: described(start(Object.fromEntries(given.map(({ name, value }) => [name, value])), String(idempotencyToken))),
      };
    },
    ListBuildsForProject: () => ({ ids: builds.map(({ id }) => id).toReversed() }),
    BatchGetBuilds: ({ ids }) => ({
      builds: (ids as readonly string[]).flatMap((id) => builds.filter((build) => build.id === id).map(described)),
    }),
    StopBuild({ id }) {
      const build = builds.find((one) => one.id === id);
      if (!build) throw refusal('ResourceNotFoundException');
      if (state.lingers) stopping.push(build);
      else stop(build);
      return {};
    },
  };
  const server = await loopback(({ headers, body }) => {
    signatures.push(headers.authorization);
    const type = 'application/x-amz-json-1.1';
    try {
      const action = actions[String(headers['x-amz-target']).replace('CodeBuild_20161006.', '')];
      if (!action) throw refusal('InvalidAction');
      return { status: 200, type, body: JSON.stringify(action(JSON.parse(body))) };
    } catch (error) {
      const { name, message } = error as Error;
      return { status: 400, type, body: JSON.stringify({ __type: name, message }) };
    }
  });
  return Object.assign(state, {
    url: server.url,
    builds,
    signatures,
    letGo() {
      state.lingers = false;
      for (const build of stopping.splice(0)) stop(build);
    },
    async close() {
      for (const { control } of builds) control.abort();
      await Promise.all(builds.map(({ done }) => done));
      await server.close();
    },
  });
}

function described({ id, status, endedAt, reason, variables }: FakeBuild): unknown {
  return {
    id,
    buildStatus: status,
    ...(endedAt === undefined ? {} : { endTime: endedAt }),
    environment: { environmentVariables: Object.entries(variables).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' })) },
    phases: reason ? [{ phaseType: 'BUILD', phaseStatus: 'FAILED', contexts: [{ message: reason }] }] : [],
  };
}

const refusal = (name: string): Error => Object.assign(new Error('refused'), { name });
