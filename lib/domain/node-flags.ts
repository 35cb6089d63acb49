/** What `NODE_OPTIONS` takes. Node gives its heap little: the agent allocates next to nothing, and a 128 MB host has no more. */
const OPTIONS = ['--expose-gc', '--max-semi-space-size=1', '--max-old-space-size=48', '--v8-pool-size=1'];

/**
 * What the program may still set for itself before its code is compiled. A function is optimized after 300 calls in place of 3,000,
 * so that the warm-up has compiled what measures; the two middle tiers would only cost memory, and memory is collected eagerly.
 */
export const agentEngineFlags: readonly string[] = [
  '--no-maglev',
  '--no-sparkplug',
  '--optimize-for-size',
  '--invocation-count-for-turbofan=300',
  '--minimum-invocations-after-ic-update=200',
];

/** A heap of 10 MB needs no helpers to be collected, and on one core they are in the way of the thread that measures. */
const START_ONLY = ['--single-threaded-gc'];

/**
 * Flags for the Node that runs the agent: peak memory stays below 100 MB, and nothing of the runtime's own work is on the clock once
 * it has warmed up. Fewer background compilations also make a deadlock of Node at exit rarer (nodejs/node#54918), against which only
 * the parent's SIGKILL is sure.
 */
export const agentNodeFlags: readonly string[] = [...OPTIONS, ...START_ONLY, ...agentEngineFlags];

/** Where Node is started by somebody else (Lambda): with one of the other flags there it does not start. */
export const agentNodeOptions = OPTIONS.join(' ');
