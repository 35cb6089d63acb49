/** What Terraform calls a server at each provider. */
export const SERVER_RESOURCES = { latitude: 'latitudesh_server', equinix: 'equinix_metal_device' } as const;

/**
 * What is left to Terraform once the project's own removal has emptied the provider's project (lib/adapters/metal/remove-servers.ts):
 * a shell script, run in the stack's folder after `terraform init`. Servers are taken out of the state first, because a server that is
 * gone makes `destroy` fail at Latitude.sh and `destroy -refresh=false` fail at Equinix. May run twice.
 */
export const TERRAFORM_TEARDOWN = `set -eu
terraform state list 2>/dev/null | grep -E '^(${Object.values(SERVER_RESOURCES).join('|')})[.]' | xargs -r terraform state rm
terraform destroy -refresh=false -auto-approve -no-color
`;
