/**
 * Terraform as every build fetches it. The hash is the one that public package recipes of several distributions name for this file; it
 * was not fetched from releases.hashicorp.com here (docs/bare-metal.md). Its licence is BUSL-1.1.
 */
export const TERRAFORM: Readonly<Record<'version' | 'sha256', string>> = {
  version: '1.11.4',
  sha256: '1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc',
};

/** Files of the folder a build starts in, beside the script itself. */
export const BUILD_FOLDER = { script: 'build.sh', synth: 'synth.cjs', lock: 'latitude.lock.hcl' } as const;

/** How much of Terraform's complaints is handed on. */
const COMPLAINT_LINES = 4;

/**
 * What a build runs, in sh, with ACTION apply or destroy. It fetches Terraform by its hash, writes the hosts as Terraform's JSON, and
 * keeps the state in the run's own folder. The activation's code comes from there as well, and the token from the parameter store: a
 * build shows its variables, and its log what it prints. `teardown` is what is run in the stack's folder to end Terraform's side.
 */
export function buildScript(teardown: string, { version, sha256 } = TERRAFORM): string {
  return `set -eu
umask 077
here=$PWD
at="s3://$BUCKET/$FOLDER"
failed() {
  code=$?
  trap - EXIT
  if [ "$code" != 0 ] && [ -s "$here/errors" ]; then
    cat "$here/errors" >&2
    grep -v '^[^[:alnum:]]*$' "$here/errors" | tail -n ${COMPLAINT_LINES} | tr -s '\\n' ' ' | aws s3 cp - "$at/failure" || true
  fi
  exit "$code"
}
trap failed EXIT
lost() { echo "$*" >"$here/errors"; exit 1; }
case "$ACTION" in
apply | destroy) ;;
*) lost "there is no action $ACTION" ;;
esac
[ -s ${BUILD_FOLDER.lock} ] || lost 'no lock of the Latitude.sh provider was deployed: npm run packet -- lock, once, then npx cdk deploy --all'
curl --fail --silent --show-error --retry 4 --output terraform.zip \\
  'https://releases.hashicorp.com/terraform/${version}/terraform_${version}_linux_amd64.zip' || lost 'Terraform could not be fetched'
echo '${sha256}  terraform.zip' | sha256sum -c --status || lost 'Terraform is not what was published: its hash differs'
unzip -q -o terraform.zip terraform -d tools
PATH="$here/tools:$PATH"
export PATH
node ${BUILD_FOLDER.synth} out
cp ${BUILD_FOLDER.lock} out/stacks/hosts/.terraform.lock.hcl
cd out/stacks/hosts
export TF_INPUT=0 TF_IN_AUTOMATION=1
terraform init -lockfile=readonly -no-color 2>"$here/errors"
case "$ACTION" in
apply)
  TF_VAR_activation_code=$(aws s3 cp "$at/activation" -)
  export TF_VAR_activation_code
  terraform apply -auto-approve -no-color 2>"$here/errors"
  ;;
destroy)
  # Whoever held the lock was stopped before.
  aws s3 rm "$at/hosts.tfstate.tflock"
  export TF_VAR_project=gone TF_VAR_activation_code=gone TF_VAR_activation_id=00000000-0000-0000-0000-000000000000
  (
${teardown}
  ) 2>"$here/errors"
  aws s3 rm "$at/hosts.tfstate"
  ;;
esac
`;
}
