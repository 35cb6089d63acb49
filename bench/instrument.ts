// The instrument against the best native clients: `npm run bench [-- --json --only <figure,…> --rounds <n> --quick --profile]`. How it is measured:
// docs/instrument.md; how to add a figure or a peer: bench/README.md.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { oneLine } from '../lib/domain/errors.ts';
import { figures } from './figures/registry.ts';
import type { Finding } from './finding.ts';
import { source } from './lab/build.ts';
import { busyBetween, isQuiet, load, readNow } from './lab/load.ts';
import { describeMachine } from './lab/machine.ts';
import { type Isolation, isolation, rerunIsolated } from './lab/namespace.ts';
import { buildPeers } from './lab/peers.ts';
import { onServersCore } from './lab/pinning.ts';
import { startServers } from './lab/servers.ts';
import { type Options, parseOptions } from './options.ts';
import { profileLines, profilingFlags } from './profile/profiles.ts';
import { fileName, type Result, whyNotKept } from './result.ts';
import { line } from './words.ts';

async function measure(options: Options, how: Isolation): Promise<Result> {
  const say = options.json ? (_: string) => {} : (text: string) => console.log(text);
  const at = new Date();
  const before = await load();
  const begun = readNow();
  if (!isQuiet(before))
    say(`busy: others use ${(before.busy * 100).toFixed(0)} % of this machine, so that no figure of this run means much`);
  const leftOut: string[] = [];
  const leaveOut = (text: string): void => {
    leftOut.push(text);
    say(`left out  ${text}`);
  };
  if (how === 'none') leaveOut('a network namespace is not allowed here: other programs share the loopback interface');
  if (options.quick) say('quick: few rounds and requests, which shows that everything runs and proves nothing');
  onServersCore();
  const chosen = figures.filter(({ id }) => options.only.length === 0 || options.only.includes(id));
  const findings: Finding[] = [];
  const crashed: string[] = [];
  const peers = await buildPeers(leaveOut, options.profile ? profilingFlags() : []);
  const servers = await startServers(leaveOut);
  try {
    for (const figure of chosen) {
      say(`\n${figure.id}: ${figure.title}`);
      await figure
        .run({ options, isolation: how, servers, peers, leaveOut }, (finding) => {
          findings.push(finding);
          say(line(finding));
        })
        .catch((error: unknown) => {
          crashed.push(`figure ${figure.id} ended early: ${oneLine(error)}`);
          say(`crashed  ${crashed.at(-1)}`);
        });
    }
  } finally {
    await servers.stop();
  }
  return {
    v: 1,
    at: at.toISOString(),
    tookSeconds: Math.round((Date.now() - at.getTime()) / 1000),
    commit: spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: source('') }).stdout?.trim() || null,
    rounds: options.rounds,
    quick: options.quick,
    figures: chosen.map(({ id }) => id),
    machine: describeMachine(how),
    load: { before, during: busyBetween(begun, readNow()), after: await load() },
    crashed,
    leftOut,
    findings,
  };
}

async function main(): Promise<number> {
  const options = parseOptions(
    process.argv.slice(2),
    figures.map(({ id }) => id),
  );
  const how = isolation();
  if (how === undefined) return rerunIsolated();
  // Servers and captures are ended by what runs at exit, which a signal would pass over.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  const result = await measure(options, how);
  const text = `${JSON.stringify(result, null, 1)}\n`;
  if (options.json) process.stdout.write(text);
  const missed = result.findings.filter(({ verdict }) => verdict === 'missed').length;
  const reached = result.findings.filter(({ verdict }) => verdict === 'reached').length;
  const why = whyNotKept(options, result);
  if (why) {
    if (!options.json) console.log(`\nnot kept in bench/results: ${why}`);
  } else {
    mkdirSync(source('bench/results'), { recursive: true });
    const file = `bench/results/${fileName(result)}`;
    // Nothing that was measured is ever written over.
    writeFileSync(source(file), text, { flag: 'wx' });
    if (!options.json) console.log(`\nwritten to ${file}; bench/table.ts makes the table of docs/instrument.md from it`);
  }
  if (options.profile && !options.json) console.log(`\n${profileLines().join('\n')}`);
  if (!options.json)
    console.log(`\n${reached} reached, ${missed} missed, ${result.leftOut.length} left out, ${result.tookSeconds} s`);
  return result.crashed.length > 0 ? 1 : 0;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(oneLine(error));
  // Whatever was started before it failed is ended by what runs at exit.
  process.exit(2);
});
