import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchAndRemove } from '../../../bin/packet/launch-proof.ts';
import { latitudeApi } from '../../../lib/adapters/metal/latitude-api.ts';

// A proof in a process of its own, for signals: URL, TOKEN, NAME and HOME say where. Where HOME holds `slow`, the answer to the project's
// making comes when HOME holds `answer` as well.

const { URL: url = '', TOKEN: token = '', NAME: name = '', HOME: home = '' } = process.env;
const at = latitudeApi({ url, token, pauseSeconds: 0.01 });
const api = {
  ...at,
  async makeProject(one: string) {
    const made = await at.makeProject(one);
    writeFileSync(join(home, 'made'), '');
    for (let looks = 0; existsSync(join(home, 'slow')) && !existsSync(join(home, 'answer')) && looks < 600; looks++)
      await sleep(50);
    return made;
  },
};
const outcome = await launchAndRemove({
  ...{ api, name, token, env: process.env, patience: { withinSeconds: 30, pauseSeconds: 0.01 } },
  host: { provider: 'latitude', role: 'client', hostname: 'firstbyte-proof', plan: 'c2-small-x86', site: 'LAX' },
  say: (line) => console.log(line),
});
console.log(`outcome: ${outcome}`);
