import { Command, CommanderError } from 'commander';
import { oneLine } from '../lib/domain/errors.ts';
import { addCloudFlags, addContextFlag } from './cloud-flags.ts';
import { EXIT } from './exit-codes.ts';
import { addSelectionFlags, hours, names, share } from './flags.ts';
import { VERSION } from './version.ts';

const EXIT_CODES = '0 good, 1 finished with failed cells, 2 bad input, 3 nothing measured, 4 something left, 130 interrupted.';

const EXAMPLES = `
Examples:
  npm run local                                        three shaped stand-ins and a DynamoDB stand-in, in about a minute
  npm run local -- --sizes 1KB,1MB --rounds 10         two sizes, ten rounds
  npm run local -- --config mine.json                  your own S3-compatible endpoints: which is fastest from here?
  npm run plan -- --preset wish                        the whole wish: cells, time and price, without credentials
  npm run demo                                         a finished report, at once
  npm start -- --plan                                  what a run in your AWS account would take and cost
  npm run once                                         from nothing: deploy, measure in the cloud, remove all but the report

Exit codes: ${EXIT_CODES}`;

/** The end of a command's own help. */
const after = (examples: readonly string[], exitCodes: string) => `
Examples:
${examples.map((example) => `  ${example}`).join('\n')}

Exit codes: ${exitCodes}`;

const HELP = {
  local: after(
    [
      'npm run local',
      'npm run local -- --sizes 1KB,1MB --operations get --rounds 10',
      'npm run local -- --config mine.json --stores my-minio --json',
    ],
    EXIT_CODES,
  ),
  plan: after(
    ['npm run plan', 'npm run plan -- --preset wish --json', 'npm run plan -- --stores s3,wasabi --rounds 20'],
    '0 good, 2 bad input.',
  ),
  demo: after(['npm run demo', 'npm run demo -- --no-open'], '0 good, 2 the example is missing.'),
  start: after(
    [
      'npm start -- --plan',
      'npm start -- --yes --stores s3,dynamodb --rounds 6',
      'npm start -- --attach',
      'npm start -- --stop 20261121-093000-ab12',
    ],
    `${EXIT_CODES} After Ctrl-C (130) the run goes on by itself.`,
  ),
  once: after(['npm run once', 'npm run once -- --yes --max-cost 10'], EXIT_CODES),
  destroy: after(
    [
      'npm run destroy',
      'npm run destroy -- --keep-report --keep-keys --yes',
      'npm run destroy -- --stop',
      'npm run destroy -- --abandon 20261121-093000-ab12',
    ],
    '0 nothing is left, 2 refused, 4 something is left.',
  ),
  keys: after(
    [
      'npm run keys -- wasabi',
      'npm run keys -- b2 eu-central-003',
      'npm run keys -- latitude',
      'npm run keys -- --list',
      'npm run keys -- wasabi --remove',
    ],
    `0 good, 2 not accepted or not stored.

Keys come from WASABI_ACCESS_KEY_ID and WASABI_SECRET_ACCESS_KEY, or B2_KEY_ID and B2_APPLICATION_KEY, or
LATITUDESH_AUTH_TOKEN; a terminal is asked otherwise.`,
  ),
  packet: after(
    [
      'npm run packet -- synth --out hosts',
      'npm run packet -- synth --out hosts --hosts t1.small.x86@amsterdam,n2.xlarge.x86@ashburn',
    ],
    '0 good, 2 bad input.',
  ),
  lock: after(['npm run packet -- lock'], '0 good, 2 not locked: the file is as it was.'),
  prove: after(
    ['npm run packet -- prove', 'npm run packet -- prove --host c1.small.x86@los-angeles --yes'],
    `0 good, 2 bad input or no stock, 3 not launched, 4 something is left, 130 interrupted and removed.

The token comes from LATITUDESH_AUTH_TOKEN.`,
  ),
  compare: after(
    [
      'npm run compare -- out/20261120-093000-ab12 out/20261121-093000-cd34',
      'npm run compare -- before.json https://example.org/after/run.json --fail-on 10%',
      'npm run compare -- mon.json,tue.json wed.json,thu.json --html change.html',
    ],
    '0 compared, 1 with --fail-on: a cell of A failed in B, 2 bad input, 3 no cell in common, 5 with --fail-on: a cell is surely slower by more.',
  ),
  report: after(
    ['node bin/launch.cjs report out/20261121-093000-ab12'],
    '0 good, 1 made of a run that was cut off, 2 no run there, 3 nothing could be made of it.',
  ),
};

/** The parser's complaint as one line: it puts the nearest name on a second. */
const oneLineOf = (text: string) =>
  text
    .replace(/^error: /, 'firstbyte: ')
    .trim()
    .replace(/\s*\n\s*/g, ' ');

// Commands are loaded when they are called: --help and plan need neither the state machine nor the statistics.
const program = new Command('firstbyte')
  .description('Which low-cost object storage feeds which low-cost compute fastest, and at what price.')
  .version(VERSION)
  .addHelpText('after', EXAMPLES)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(`${oneLineOf(text)} (--help lists what there is)\n`) });

addSelectionFlags(
  program.command('local').description('measure on this machine, write the report, leave nothing running'),
  'local',
)
  .option('--out <folder>', 'where runs are written (default: out)')
  .option('--json', 'one JSON object on stdout; progress stays on stderr')
  .option('--open', 'open the report in a browser')
  .option('--private', 'keep the run out of the page of all runs')
  .addHelpText('after', HELP.local)
  .action(async (given) => (await import('./commands/local.ts')).local(given));

addSelectionFlags(program.command('plan').description('show cells, time and price of a run; needs no credentials'), 'quick')
  .option('--json', 'one JSON object on stdout')
  .addHelpText('after', HELP.plan)
  .action(async (given) => (await import('./commands/plan.ts')).plan(given));

program
  .command('demo')
  .description('open a finished example report, made with shaped stand-ins')
  .option('--no-open', 'only print where it is')
  .addHelpText('after', HELP.demo)
  .action(async (given) => (await import('./commands/demo.ts')).demo(given));

addCloudFlags(program.command('start').description('measure in your AWS account: one run of what npx cdk deploy --all has made'))
  .option('--plan', 'show cells, time and price, check what can be checked, start nothing')
  .option('--attach [run]', 'come back to a run: the one under way, or the latest')
  .option('--stop [run]', 'end a run after its step under way; once more stops it at once')
  .option('--now', 'with --stop: at once')
  .option('--json', 'one JSON object on stdout; progress stays on stderr')
  .addHelpText('after', HELP.start)
  .action(async (given) => (await import('./commands/start.ts')).start(given));

addCloudFlags(program.command('once').description('deploy, measure in the cloud, remove everything but the report'))
  .option('--json', 'one JSON object on stdout; progress stays on stderr')
  .addHelpText('after', HELP.once)
  .action(async (given) => (await import('./commands/once.ts')).once(given));

addContextFlag(program.command('destroy').description('remove everything this product made in your AWS account, and prove it'))
  .option('--yes', 'do not ask')
  .option('--stop', 'stop a run that is under way, wait for its removal, then go on')
  .option('--keep-report', 'keep the published pages and what serves them')
  .option('--keep-keys', 'keep the keys of providers')
  .option('--abandon <runs...>', 'give up runs that cannot be removed: what they made at providers stays there')
  .addHelpText('after', HELP.destroy)
  .action(async (given) => (await import('./commands/destroy.ts')).destroy(given));

addContextFlag(
  program.command('keys').description("store a provider's keys, encrypted, in your AWS account; runs find them there"),
)
  .argument('[provider]', 'wasabi, b2 or latitude')
  .argument('[regions...]', "the provider's regions; all of them for wasabi when none is given")
  .option('--list', 'show which regions have keys, never the keys')
  .option('--remove', 'remove them')
  .addHelpText('after', HELP.keys)
  .action(async (provider, regions, given) => (await import('./commands/keys.ts')).keys(provider, regions, given));

const packet = program.command('packet').description('the bare-metal hosts as a Terraform configuration, and a proof of it');

packet
  .command('synth')
  .description('write it; needs no network and no terraform')
  .requiredOption('--out <folder>', 'where it is written')
  .option('--provider <name>', 'latitude, or equinix, which closed and can only be validated', 'latitude')
  .option('--hosts <names>', 'hosts as plan@site; every plan of Packet in every site when none is given', names)
  .option('--region <region>', 'AWS region the hosts register in', 'us-east-1')
  .option('--hours <hours>', 'when a host powers itself off', hours, 4)
  .addHelpText('after', HELP.packet)
  .action(async (given) => (await import('./commands/packet.ts')).packet(given));

packet
  .command('lock')
  .description("write down the hashes of Latitude.sh's Terraform provider for all builds; once, needs network and terraform")
  .addHelpText('after', HELP.lock)
  .action(async () => (await import('./deploy/lock-provider.ts')).lockProvider());

packet
  .command('prove')
  .description('launch one server at Latitude.sh, remove it, and look at what is left; costs an hour of it')
  .option('--host <name>', 'which one, as plan@site', 'c1.small.x86@los-angeles')
  .option('--yes', 'launch it; without this only stock, limit and price are shown')
  .option('--remove <project>', 'only remove what an earlier proof left, by the name that it said')
  .addHelpText('after', HELP.prove)
  .action(async (given) => (await import('./packet/prove.ts')).prove(given));

program
  .command('compare')
  .description('what changed from run A to run B, by how much, how sure: cell by cell')
  .argument('<A>', "a run's folder, its run.json, or the address of one; several separated by commas")
  .argument('<B>', 'the same: with several runs a side the interval holds how runs differ')
  .option('--json', 'one JSON object on stdout')
  .option('--html <file>', 'write it as a page as well')
  .option('--fail-on <percent>', 'exit with 5 when a cell is surely slower by more, for example 10%', share)
  .option('--metric <names>', 'metrics to compare, for example ttfb,speed (default: that of a whole operation)', names)
  .option('--all', 'show every cell, also those without a sure difference')
  .addHelpText('after', HELP.compare)
  .action(async (a, b, given) => (await import('./commands/compare.ts')).compare([a, b], given));

program
  .command('report')
  .description('write the report of a run that was cut off, or that of a finished one again')
  .argument('<run>', 'the folder of the run, or a run.json of any version')
  .addHelpText('after', HELP.report)
  .action(async (given) => (await import('./commands/report.ts')).report(given));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.good : EXIT.badInput;
  else {
    console.error(`firstbyte: ${oneLine(error)}`);
    process.exitCode = error instanceof Error && error.name === 'BadInput' ? EXIT.badInput : EXIT.nothingMeasured;
  }
}
