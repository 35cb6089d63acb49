import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';

const WATCH_MS = 500;

/**
 * Calls `gone` once when the command's launcher, or the npm that started it, has died without telling us: the launcher holds
 * descriptor 3 open, and npm is watched by its process id because a shell may stand between the two.
 */
export function watchStarters(gone: (who: string) => void): () => void {
  let told = false;
  const tell = (who: string) => {
    if (!told) gone(who);
    told = true;
  };
  const launcher = launcherPipe();
  launcher?.on('error', () => tell('its launcher'));
  launcher?.on('close', () => tell('its launcher'));
  launcher?.resume();
  const npm = npmAbove(process.pid);
  const timer = npm
    ? setInterval(() => {
        if (startOf(npm.pid) !== npm.start) tell('npm');
      }, WATCH_MS)
    : undefined;
  timer?.unref();
  return () => {
    clearInterval(timer);
    told = true;
    launcher?.destroy();
  };
}

/** The pipe the launcher holds; the variable names its process, because children of ours inherit the variable but not the pipe. */
function launcherPipe(): Socket | undefined {
  if (process.env.FIRSTBYTE_LAUNCHER !== `3:${process.ppid}`) return undefined;
  const pipe = new Socket({ fd: 3, readable: true, writable: false });
  pipe.unref();
  return pipe;
}

interface Ancestor {
  readonly pid: number;
  /** Start time in clock ticks: tells a process from a later one with the same id. */
  readonly start: string | undefined;
}

/** The npm process this command runs under, at most five generations up; undefined when it was started by hand. */
function npmAbove(pid: number): Ancestor | undefined {
  if (!process.env.npm_lifecycle_event) return undefined;
  let at: number | undefined = pid;
  for (let generation = 0; generation < 5; generation++) {
    at = at === undefined ? undefined : parentOf(at);
    if (at === undefined || at <= 1) return undefined;
    if (/^npm\b|npm-cli\.js/.test(readFile(`/proc/${at}/cmdline`) ?? '')) return { pid: at, start: startOf(at) };
  }
  return undefined;
}

/** Fields of /proc/<pid>/stat after the command's name, which may itself hold spaces and parentheses. */
function statOf(pid: number): string[] | undefined {
  const text = readFile(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function parentOf(pid: number): number | undefined {
  const parent = statOf(pid)?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function startOf(pid: number): string | undefined {
  const stat = statOf(pid);
  return stat?.[0] === 'Z' ? undefined : stat?.[19];
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
