/**
 * Flags for the Node that runs the agent. A small young generation keeps peak memory far below 100 MB on 128 MB hosts; the
 * engine allocates next to nothing while it measures, so nothing is lost by it.
 */
export const agentNodeFlags: readonly string[] = ['--max-semi-space-size=2', '--max-old-space-size=64'];
