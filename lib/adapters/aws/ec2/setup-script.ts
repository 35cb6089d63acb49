/** Runs on an instance in /bin/sh as root. SSM may leave HOME unset; /tmp is memory on Amazon Linux 2023, and a nano has little. */
const FOLDER = `folder="\${HOME:-/var/lib}/firstbyte"
lost() { code=$1; shift; echo "$*" >&2; exit "$code"; }`;
const NODE = './package/bin/node';

export interface Download {
  readonly url: string;
  readonly hash: string;
}

export interface Setup {
  /** The agent's bundle, by SHA-256. */
  readonly agent: Download;
  /** The published npm package with `package/bin/node`, by SHA-512. */
  readonly node: Download;
  readonly nodeFlags: readonly string[];
  /** Presigned address of the ready errand. */
  readonly errand: string;
  /** A server role goes on when the command has ended. */
  readonly serves: boolean;
}

/**
 * Makes an instance ready to measure: agent and Node by hash, then the ready errand. May run twice. Exit codes: 3 a tool is missing,
 * 4 a download failed, 5 a download is not what was published, 6 this Node does not run here, 7 a server ended at once; others are
 * the agent's own.
 */
export function setupScript({ agent, node, nodeFlags, errand, serves }: Setup): string {
  return `set -eu
umask 077
${FOLDER}
mkdir -p "$folder"
cd "$folder"
for tool in curl tar gzip sha256sum sha512sum; do
  command -v "$tool" >/dev/null || lost 3 "this image has no $tool"
done
# Arguments: file, program that checks its hash, hash, address.
fetch() {
  if [ -f "$1" ] && echo "$3  $1" | "$2" -c --status; then return 0; fi
  curl --fail --silent --show-error --retry 4 --connect-timeout 10 --max-time 200 --output "$1.part" "$4" ||
    lost 4 "$1 could not be downloaded from the asset bucket"
  echo "$3  $1.part" | "$2" -c --status || { rm -f "$1.part"; lost 5 "$1 is not what was published: its hash differs"; }
  mv -f "$1.part" "$1"
}
fetch agent.mjs sha256sum ${quoted(agent.hash)} ${quoted(agent.url)}
fetch node.tgz sha512sum ${quoted(node.hash)} ${quoted(node.url)}
tar -xzf node.tgz package/bin/node
${NODE} --version >/dev/null || lost 6 'this Node does not run here'
${serves ? serving(nodeFlags, errand) : running(nodeFlags, errand)}`;
}

/** Runs one order's errand on an instance that was set up. */
export function orderScript({ nodeFlags, errand }: Pick<Setup, 'nodeFlags' | 'errand'>): string {
  return `set -eu
umask 077
${FOLDER}
cd "$folder" || lost 3 'this instance was never set up'
${running(nodeFlags, errand)}`;
}

/**
 * SSM keeps the first 8,000 characters of an output: the end of the agent's complaints, which says why, is handed on by itself. The
 * address stands in a variable because bash prints the text of a command that was killed.
 */
const running = (flags: readonly string[], errand: string): string => `errand=${quoted(errand)}
code=0
${commandLine(flags)} >/dev/null 2>agent.err </dev/null || code=$?
[ "$code" = 0 ] || tail -n 5 agent.err >&2
exit "$code"
`;

/** In a session of its own, so that the command can end while the server goes on. */
const serving = (flags: readonly string[], errand: string): string => `errand=${quoted(errand)}
command -v setsid >/dev/null || lost 3 'this image has no setsid'
setsid nohup ${commandLine(flags)} >/dev/null 2>server.err </dev/null &
server=$!
sleep 1
kill -0 "$server" 2>/dev/null || { tail -n 5 server.err >&2; lost 7 'the server role ended at once'; }
`;

const commandLine = (flags: readonly string[]): string => [NODE, ...flags.map(quoted), 'agent.mjs', '"$errand"'].join(' ');

/** One word of the shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
