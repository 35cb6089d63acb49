import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** How this process was put into a network namespace of its own: nothing else is on its loopback interface. */
export type Isolation = 'root' | 'user' | 'none';

const MARK = 'FIRSTBYTE_BENCH_ISOLATION';
const UP = 'ip link set lo up';

const works = (flags: string): boolean => spawnSync('unshare', [flags, 'sh', '-c', UP], { stdio: 'ignore' }).status === 0;

/** What the process was started in; undefined before that was tried. */
export const isolation = (): Isolation | undefined => process.env[MARK] as Isolation | undefined;

/** Runs this program again inside a namespace where that is allowed, otherwise as it is. Returns its exit code. */
export async function rerunIsolated(): Promise<number> {
  const how: Isolation = works('-n') ? 'root' : works('-rn') ? 'user' : 'none';
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const shell = ['sh', '-c', `${UP}; exec "$@"`, 'sh'];
  const argv = how === 'none' ? program : ['unshare', how === 'root' ? '-n' : '-rn', ...shell, ...program];
  const child = spawn(argv[0] as string, argv.slice(1), { stdio: 'inherit', env: { ...process.env, [MARK]: how } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
