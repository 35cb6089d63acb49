#!/usr/bin/env node
// Starts everything of ours on the pinned Node 24, whatever Node the user has: the same runtime then measures here, on
// hosts and in Lambda. Does not rely on node_modules/.bin: npm 10 leaves it out when one architecture is skipped.
'use strict';
const { spawn } = require('node:child_process');
const path = require('node:path');

const root = path.join(__dirname, '..');

function pinnedNode() {
  try {
    return require.resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    return ownNode();
  }
}

/** Where no pinned binary fits, this very Node has to be 24. */
function ownNode() {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  console.error(
    `firstbyte needs Node 24 on ${process.platform}-${process.arch} and found ${process.version}: install Node 24 and run this again.`,
  );
  process.exit(2);
}

const [first, ...rest] = process.argv.slice(2);
const target = first === '--exec' ? rest : [path.join(__dirname, 'firstbyte.ts'), ...process.argv.slice(2)];
const node = pinnedNode();
const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` };
// Certificates are verified always, also by the SDK calls that carry keys: this switch of Node's is not passed on.
delete env.NODE_TLS_REJECT_UNAUTHORIZED;
// Descriptor 3 is a pipe that only this process holds open: when it closes, the command knows that its launcher is gone.
const child = spawn(node, first === '--exec' ? [path.resolve(root, target[0]), ...target.slice(1)] : target, {
  stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  env: { ...env, FIRSTBYTE_LAUNCHER: `3:${process.pid}` },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// A binary that is there and cannot run, as on a system without glibc.
child.on('error', ownNode);
child.on('exit', (code, signal) => process.exit(code ?? 128 + (require('node:os').constants.signals[signal] ?? 0)));
