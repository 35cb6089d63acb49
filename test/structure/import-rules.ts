/** Who may import whom, one sentence each. Paths are from the root; `node:` and package names are written as imported. */
export interface ImportRule {
  readonly name: string;
  readonly from: RegExp;
  readonly may: readonly RegExp[];
  readonly because: string;
}

const DOMAIN = /^lib\/domain\//;
const NODE = /^node:/;
const CDK = /^(aws-cdk-lib|constructs)(\/|$)/;
const SDK = /^@(aws-sdk|smithy)\//;

export const IMPORT_RULES: readonly ImportRule[] = [
  {
    name: 'the domain knows only itself',
    from: /^lib\/domain\//,
    may: [DOMAIN, /^mathjs\/number$/],
    because: 'it is pure: no clock, no randomness, no I/O; mathjs gives the basic statistics',
  },
  {
    name: 'the catalog is data of the domain',
    from: /^lib\/catalog\//,
    may: [DOMAIN, /^lib\/catalog\//],
    because: 'it holds no behaviour',
  },
  {
    name: 'a plan is pure',
    from: /^lib\/scenarios\/[^/]+\/(?!measure\.ts|resources\.ts)[^/]+\.ts$/,
    may: [DOMAIN, /^lib\/catalog\//, /^lib\/scenarios\/[^/]+\//],
    because: 'a plan is made before anything is touched, without credentials',
  },
  {
    name: 'a measure needs its station only',
    from: /^lib\/scenarios\/[^/]+\/measure\.ts$/,
    may: [DOMAIN, /^lib\/scenarios\/[^/]+\//, /^agent\/role\.ts$/, NODE],
    because: 'it runs on every host inside the agent',
  },
  {
    name: 'the registries name scenarios',
    from: /^lib\/scenarios\/[^/]+\.ts$/,
    may: [DOMAIN, /^lib\/scenarios\//, /^agent\/role\.ts$/],
    because: 'adding a scenario touches one folder and a registry line',
  },
  {
    name: 'the report reads the published record',
    from: /^lib\/report\//,
    may: [DOMAIN, /^lib\/report\//, NODE, /^@observablehq\/plot$/, /^linkedom$/],
    because: 'run.json is the API: the page must not know more than its readers',
  },
  {
    name: 'the pipeline reaches the world through ports',
    from: /^lib\/pipeline\//,
    may: [
      DOMAIN,
      /^lib\/catalog\//,
      /^lib\/pipeline\//,
      /^lib\/report\//,
      /^lib\/scenarios\/plans\.ts$/,
      /^fastest-levenshtein$/,
    ],
    because: 'the same steps run in Lambda and on one machine',
  },
  {
    name: 'adapters implement ports',
    from: /^lib\/adapters\//,
    may: [
      DOMAIN,
      /^lib\/adapters\//,
      /^lib\/catalog\//,
      /^lib\/pipeline\/(ports|run-records|read-lines)\.ts$/,
      NODE,
      SDK,
      /^aws-local-stepfunctions$/,
      /^dynalite$/,
    ],
    because: 'what a step does must not depend on where it runs',
  },
  {
    name: 'a Lambda is a step bound to the cloud',
    from: /^lambdas\//,
    may: [
      DOMAIN,
      /^lambdas\//,
      /^lib\/adapters\/(aws|metal)\//,
      /^lib\/pipeline\/(ports|step|run-records|salvage|steps\/[^/]+)\.ts$/,
      /^lib\/scenarios\/(plans|measures)\.ts$/,
      /^agent\/probe\.ts$/,
    ],
    because: 'three lines a file: what runs on one machine runs there',
  },
  {
    name: 'the cloud code names steps, it does not call them',
    from: /^lib\/cloud\//,
    may: [
      DOMAIN,
      /^lib\/catalog\//,
      /^lib\/pipeline\/step-names\.ts$/,
      /^lib\/cloud\//,
      /^lib\/scenarios\/[^/]+\/resources\.ts$/,
      NODE,
      CDK,
    ],
    because: 'Lambda and agent code enter a template by path only',
  },
  {
    name: 'the agent is one small program',
    from: /^agent\//,
    may: [
      DOMAIN,
      /^agent\//,
      /^lib\/scenarios\/(measures\.ts|[^/]+\/measure\.ts)$/,
      NODE,
      /^@smithy\/signature-v4$/,
      /^esbuild$/,
    ],
    because: 'it is shipped to every host, and the measured process must hold nothing else',
  },
  {
    name: 'the bare-metal stack is synthesized alone',
    from: /^packet-tf\//,
    may: [DOMAIN, /^lib\/catalog\//, /^packet-tf\//, /^(cdktf|constructs)$/, NODE],
    because: 'it must come out the same without network, credentials and terraform',
  },
  {
    name: 'nobody imports the command line or the tests',
    from: /^(lib|agent|lambdas|packet-tf)\//,
    may: [/^(?!bin\/|test\/)/],
    because: 'they are the outermost ring',
  },
];

/** Names that say nothing about what a file holds. */
export const EMPTY_NAMES = /(^|\/)(utils?|helpers?|common|misc|index)(\.[a-z]+|\/)/;

/** No file is longer: split it before it does two jobs. Data of the catalog may be. */
export const LONGEST_FILE_LINES = 300;
