/**
 * Flags for the Node that runs the agent: peak memory stays below 100 MB, which a 128 MB host needs. The engine allocates
 * next to nothing while it measures, so a small young generation costs nothing; after its warm-up the code that matters is
 * compiled by the optimizing compiler, so the two middle tiers only cost memory. Fewer background compilations also make a
 * deadlock of Node at exit rarer (nodejs/node#54918), against which only the parent's SIGKILL is sure.
 */
export const agentNodeFlags: readonly string[] = [
  '--max-semi-space-size=1',
  '--max-old-space-size=48',
  '--no-maglev',
  '--no-sparkplug',
  '--v8-pool-size=1',
];

/** Where Node is started by somebody else (Lambda): what it takes from `NODE_OPTIONS`. With one of the others there it does not start. */
export const agentNodeOptions = '--max-semi-space-size=1 --max-old-space-size=48 --v8-pool-size=1';

/** The rest of the flags, which the program sets for itself before its code is compiled. */
export const agentEngineFlags: readonly string[] = ['--no-maglev', '--no-sparkplug'];
