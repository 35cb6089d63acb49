import { countOf, kindsOf } from '../lab/lab.ts';
import { RAW } from '../lab/peer-names.ts';
import { refused, withPeers } from '../lab/peers.ts';
import type { Answer } from '../protocol.ts';
import { tailOf } from '../statistics/tail.ts';
import type { Figure } from './figure.ts';

const BYTES = 1000;
const REQUESTS = 5000;
const COMMANDS = 6;
const ID = 'tail';

export const tail: Figure = {
  id: ID,
  title: 'What the slowest thousandth of 1 KB requests waited for (traced, in runs of their own)',
  run: (lab, found) =>
    withPeers(kindsOf(lab, [RAW]), async ([raw]) => {
      for (const security of ['plain', 'TLS'] as const) {
        const answers: Answer[] = [];
        for (let i = 0; raw && i < COMMANDS; i++) {
          const said = await raw.ask({
            method: 'GET',
            url: lab.servers.reads.url(security, BYTES),
            open: lab.servers.reads.url(security, 1),
            bytes: BYTES,
            count: countOf(lab, REQUESTS),
            connection: 'reused',
            streams: 1,
            ca: lab.servers.ca,
            traced: true,
          });
          if (refused(said)) throw new Error(said.error);
          answers.push(said);
        }
        const { p999Us, slow, paused, preempted, pauses, longestPauseUs } = tailOf(answers);
        const rest = slow - paused - preempted;
        found({
          figure: ID,
          case: `1 KB GET, ${security}, reused`,
          metric: 'total p99.9 and its cause',
          unit: 'us',
          peers: { [RAW]: p999Us },
          n: answers.reduce((sum, { totalUs }) => sum + totalUs.length, 0),
          goal: null,
          verdict: 'shown',
          note: `of the ${slow} slowest, ${paused} hold a pause of the garbage collector (${pauses} pauses in all, the longest ${longestPauseUs.toFixed(0)} us), ${preempted} of the others lost the core to another process, ${rest} neither`,
        });
      }
    }),
};
