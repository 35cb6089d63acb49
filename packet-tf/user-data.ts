import { BadInput } from '../lib/domain/errors.ts';

/** What a bare-metal host does with itself when it boots. */
export interface UserData {
  /** Region of the hybrid activation: its bucket serves the registration program. */
  readonly region: string;
  readonly activationCode: string;
  readonly activationId: string;
  /** Counted from its first boot: the host powers itself off then, whoever still reaches it. */
  readonly powerOffMinutes: number;
}

/** Throws BadInput. */
export function checkUserData({ region, powerOffMinutes }: Pick<UserData, 'region' | 'powerOffMinutes'>): void {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new BadInput(`"${region}" is no AWS region: give one such as us-east-1`);
  if (!Number.isInteger(powerOffMinutes) || powerOffMinutes < 1)
    throw new BadInput(`a host cannot power off after ${powerOffMinutes} minutes: give a whole number from 1`);
}

/** How often a registration is tried, 20 s apart: a network of several ports can come up after cloud-init. */
const TRIES = 4;

/**
 * The user data of a bare-metal host, run by cloud-init in bash as root, or run again by hand. First it sets its power-off, then it
 * registers as a node of SSM; all else is sent over SSM. It holds no dollar-brace and no percent-brace: Terraform reads those. A host
 * that is off is still billed until it is deleted: the power-off ends its traffic, and tells the one who waits that it is lost.
 */
export function userData({ region, activationCode, activationId, powerOffMinutes }: UserData): string {
  checkUserData({ region, powerOffMinutes });
  return `#!/bin/bash
shutdown -P +${powerOffMinutes}
set -eu
umask 077
give_up() {
  trap - ERR
  echo "firstbyte: $1: powering off" >&2
  shutdown -P +1
  exit 1
}
trap 'give_up "line $LINENO failed"' ERR
home=$(printenv HOME) || home=/root
folder=$home/firstbyte
mkdir -p "$folder"
cd "$folder"
# Run again, it keeps the moment of the first run.
[ -s off-at ] || echo $(($(date +%s) + ${powerOffMinutes} * 60)) >off-at
left=$((($(cat off-at) - $(date +%s) + 59) / 60))
[ "$left" -ge 1 ] || left=1
shutdown -P "+$left"
[ ! -e registered ] || exit 0
register() {
  curl --fail --silent --show-error --retry 4 --connect-timeout 10 --max-time 200 --output ssm-setup-cli \\
    'https://amazon-ssm-${region}.s3.${region}.amazonaws.com/latest/debian_amd64/ssm-setup-cli' || return 1
  chmod 700 ssm-setup-cli || return 1
  ./ssm-setup-cli -register -activation-code '${activationCode}' -activation-id '${activationId}' -region '${region}'
}
try=1
until register; do
  [ "$try" -lt ${TRIES} ] || give_up 'this host could not be registered with SSM'
  try=$((try + 1))
  sleep 20
done
rm -f ssm-setup-cli
touch registered
`;
}
