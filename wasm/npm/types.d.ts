// The types of the package, written once by hand; tests hold real reports against them.

/** How bad a finding is; the worst first. */
export type Severity = "critical" | "high" | "medium" | "low" | "info";

/** What kind of harm a rule is about. */
export type Category =
  | "deploy"
  | "secrets"
  | "encryption"
  | "network"
  | "iam"
  | "cost"
  | "resilience"
  | "observability"
  | "lifecycle"
  | "naming"
  | "outputs"
  | "governance"
  | "project";

/** A set of rules: what nearly every stack wants, or the opinionated rules too. */
export type Profile = "recommended" | "all";

/** The severity from which findings fail a build. */
export type FailOn = Severity | "never";

/**
 * What a rule is about: what is there, as a state shows too; how it is configured, which no state tells; or whether
 * Terraform takes it at all, which it did where there is a plan.
 */
export type About = "infrastructure" | "configuration" | "language";

/** What an input turned out to be, told by its content. */
export type Kind = "plan" | "state" | "tfstate" | "configuration" | "project" | "cdktf";

/** What a report can be written as. */
export type Format =
  | "text"
  | "json"
  | "sarif"
  | "junit"
  | "github"
  | "gitlab"
  | "azure"
  | "markdown"
  | "tap"
  | "checkstyle"
  | "conftest";

/** What is said of a rule or category: whether it runs, and how bad its findings are. */
export type Setting = "off" | "on" | Severity;

/** Findings that are accepted: of a rule or category, at addresses of a pattern, for a reason. */
export interface Waiver {
  /** The rule or category. */
  rule: string;
  /**
   * A pattern of addresses, in which `*` stands for any characters. That of a resource means all its instances, that of
   * a module all that is in it. Default: every address.
   */
  address?: string | null | undefined;
  /** Why they are accepted. */
  reason: string;
  /** The last day it holds, as `YYYY-MM-DD`. Default: it does not end. */
  expires?: string | null | undefined;
  /** Who answers for it. */
  owner?: string | null | undefined;
  /** Where it is written, where that is a file. */
  location?: Location | null | undefined;
}

/** The findings that were there when somebody began to check, as `baseline` writes them. */
export interface Baseline {
  schemaVersion: 1;
  findings: Accepted[];
}

/** Which rules run, how strict, what is accepted, and the parameters that cannot be detected. An unknown key is an error. */
export interface Policy {
  /** Default: `recommended`. */
  profile?: Profile | undefined;
  /** Default: `medium`. */
  failOn?: FailOn | undefined;
  /**
   * Rules and categories, by name. A rule counts before its category, and that before the profile; a severity of a
   * category turns none of its rules on.
   */
  rules?: Record<string, Setting> | undefined;
  /** What is accepted. */
  waivers?: readonly Waiver[] | undefined;
  /** What is accepted until it is mended. */
  baseline?: Baseline | undefined;
  /** The day that decides which waivers still hold, as `YYYY-MM-DD`. Default: this day, in universal time. */
  today?: string | undefined;
  /** The token that keeps names of parallel deployments apart; detected from the input where not given. */
  environmentSuffix?: string | undefined;
  /** The environment's name, such as `prod` or `dev`; detected from the input where not given. */
  environment?: string | undefined;
  /** Values for the root variables of a configuration, by name; a plan has its own. */
  variables?: Record<string, unknown> | undefined;
  /** The keys of tags that every resource must carry. Default: those that `missing-required-tags` names. */
  requiredTags?: readonly string[] | undefined;
  /** The regions that the stack may be in. Default: any. */
  regions?: readonly string[] | undefined;
  /** The oldest version that will do, by `cdktf` or a provider's name. Default: a built-in table. */
  minimumVersions?: Record<string, string> | undefined;
  /** The oldest version that will do, by a database engine's name. Default: a built-in table. */
  minimumEngineVersions?: Record<string, string> | undefined;
}

/** What `planproof.json` may say; the schema beside the package is `planproof/planproof.schema.json`. */
export interface PolicyFile extends Omit<Policy, "baseline"> {
  $schema?: string | undefined;
  /** Policies that this one is laid over, the first one lowest: files, from this one's folder on, or packages. */
  extends?: string | readonly string[] | undefined;
  /** The file of the baseline, from this one's folder on. */
  baseline?: string | null | undefined;
}

/** A value that was given or found out, and where it comes from. */
export interface Detected {
  value: string;
  /** To be read after "from". */
  source: string;
}

/** What is known of an input beside what it says. */
export interface CheckOptions {
  /**
   * Whether Terraform reads no other file with a configuration, so that what it does not declare is declared nowhere.
   * Default: unknown, but for what CDKTF synthesized, which is whole.
   */
  isWhole?: boolean | undefined;
  /**
   * Whether another configuration calls it as a module, so that its variables are given. Default: of several files,
   * whether one of the others does.
   */
  isModule?: boolean | undefined;
  /** What lies around it. Default: of several files the others, and of modules only where `isWhole` says that they are all. */
  surroundings?: Surroundings | undefined;
}

/**
 * Answers what a configuration refers to by its path: `null` where nothing is there, `undefined` where that is not known.
 * Paths start where those of the inputs do, with `/` between names.
 */
export interface Surroundings {
  /** All files of a folder that Terraform would read, those in native syntax too; their paths are names in the folder. */
  module(folder: string): readonly File[] | null | undefined;
  /** What a file holds. */
  file(path: string): string | Uint8Array | null | undefined;
  /** Whether there is a file. */
  isThere(path: string): boolean | undefined;
}

/** An input with the path that findings are to show. */
export interface File {
  path: string;
  contents: string | Uint8Array;
}

/** A place in the text as given. Lines and columns start at 1; columns count UTF-16 code units, as editors do. */
export interface Location {
  /** The path as given; `-` where there is none. */
  file: string;
  line: number;
  column: number;
  /** Line and column of the character after the last. */
  endLine: number;
  endColumn: number;
  /** JSON pointer (RFC 6901) of the value. */
  pointer: string;
}

/** Another place that takes part in a finding. */
export interface Related {
  address: string;
  location: Location;
  message: string;
}

/** One fault at one place. */
export interface Finding {
  /** The rule's name, its only identifier. */
  rule: string;
  severity: Severity;
  category: Category;
  /** The full instance address, or what stands for one (`terraform.backend.s3`, `output`). */
  address: string;
  /** The attribute's path below the address, where one is at fault. */
  attribute: string | null;
  /** What is wrong here, with the value; never a sensitive one. */
  message: string;
  /** What to do. */
  remedy: string;
  location: Location;
  /** The path of the CDKTF construct, where the input has one. */
  constructPath: string | null;
  related: Related[];
  /** Sixteen hexadecimal digits that stay the same when lines move. */
  fingerprint: string;
  /** The rule's page. */
  docs: string;
  /** Whether it stops `terraform apply` or leaves the stack not working. */
  blocking: boolean;
  /** What Terraform itself says, where it refuses the configuration for that. */
  terraform?: {
    /** The first of its commands that stops. */
    step: "init" | "validate" | "plan" | "apply";
    /** The first line of its error; of one that goes on with names, what stands before them. */
    summary: string;
  };
}

/** Where it is said that a finding is accepted: in the policy, beside it in the configuration, or in the baseline. */
export type WaiverSource = "policy" | "configuration" | "baseline";

/** A finding that is accepted, and why. */
export interface WaivedFinding extends Finding {
  waiver: {
    source: WaiverSource;
    reason: string;
    /** The last day it holds, as `YYYY-MM-DD`, where it ends at all. */
    expires: string | null;
    /** Who answers for it, where that is said. */
    owner: string | null;
  };
}

/** A waiver, and what became of it in this check. */
export interface StatedWaiver {
  source: WaiverSource;
  /** The rule or category that it is about. */
  rule: string;
  /** The pattern of addresses that it is about; without one, every address. */
  address: string | null;
  reason: string;
  expires: string | null;
  owner: string | null;
  /** Where it is written, where that is a file. */
  location: Location | null;
  /** Whether its last day is over: it waives nothing any more. */
  expired: boolean;
  /** How many findings it is about; those of an expired one count as findings. */
  findings: number;
}

/** A finding that a baseline accepts. */
export interface Accepted {
  rule: string;
  address: string;
  attribute: string | null;
  fingerprint: string;
}

/** What became of the baseline in this check. */
export interface AppliedBaseline {
  /** How many findings it accepts. */
  accepted: number;
  /** What it accepts and nothing has any more: it may be taken out. */
  fixed: Accepted[];
}

/** A question that cannot be answered before apply, or by a state; never a finding. */
export interface Undetermined {
  rule: string;
  address: string;
  attribute: string | null;
}

/** One input of a check. */
export interface CheckedInput {
  path: string;
  kind: Kind;
  /** How many resource instances were judged, data sources apart. */
  resources: number;
  terraformVersion: string | null;
  /** What the rules took the stack to be called. */
  detected: {
    /** The token that keeps names of parallel deployments apart. */
    environmentSuffix: Detected | null;
    environment: Detected | null;
  };
  /** What of it was not judged, a sentence each. */
  notes: string[];
}

/** Counts by severity, and the verdict. */
export interface Summary {
  critical: number;
  high: number;
  medium: number;
  low: number;
  info: number;
  waived: number;
  undetermined: number;
  /** Whether nothing found would stop `terraform apply` or leave the stack not working. */
  deployable: boolean;
  /** How many findings would. */
  blockers: number;
  /** The severity from which findings fail the check. */
  failOn: FailOn;
  /** How many findings do. */
  failing: number;
}

/** Everything one check says about its inputs. */
export interface Report {
  schemaVersion: 1;
  tool: { name: string; version: string };
  inputs: CheckedInput[];
  findings: Finding[];
  waived: WaivedFinding[];
  waivers: StatedWaiver[];
  /** None where no baseline was given. */
  baseline: AppliedBaseline | null;
  undetermined: Undetermined[];
  summary: Summary;
}

/** What every output shows of a rule. */
export interface RuleFacts {
  name: string;
  category: Category;
  severity: Severity;
  /** The smallest profile that holds it. */
  profile: Profile;
  blocking: boolean;
  about: About;
  /** The problem in one line. */
  summary: string;
  /** What to do. */
  remedy: string;
}

/** A rule with all that its page says. */
export interface RuleDocs extends RuleFacts {
  docs: {
    /** Why it matters. */
    rationale: string;
    /** The mended code, in each language people write. */
    snippets: { hcl: string; cdktfTypescript: string; cdktfPython: string };
    sources: { title: string; url: string }[];
    /** Controls of standards that ask for the same. */
    controls: string[];
    /** The policy's keys that the rule reads. */
    parameters: string[];
    /** Configurations in JSON syntax that the rule flags, and near misses that it does not. */
    examples: { verdict: "flagged" | "clean"; configuration: string }[];
  };
}

/** Why an input cannot be judged, or a call cannot be answered. */
export class PlanproofError extends Error {
  constructor(facts: {
    code: string;
    message: string;
    help: string;
    location?: Location | null;
    cause?: unknown;
  });
  name: "PlanproofError";
  /** A word for programs, such as `not-json`; stable. */
  code: string;
  /** What to do about it. */
  help: string;
  /** Where it is, where one place is at fault. */
  location: Location | null;
}

/**
 * Checks Terraform JSON: one text, its bytes, or a list of files that gives one merged report.
 *
 * @throws {PlanproofError} where any input cannot be judged; never a clean report.
 */
export function check(
  input: string | Uint8Array | readonly File[],
  policy?: Policy | null,
  options?: CheckOptions,
): Promise<Report>;

/**
 * What `check` gives, at once: for tests, validations and whatever else cannot wait. In a browser, `init` has to be done.
 *
 * @throws {PlanproofError} where any input cannot be judged; never a clean report.
 */
export function checkSync(
  input: string | Uint8Array | readonly File[],
  policy?: Policy | null,
  options?: CheckOptions,
): Report;

/** The facts of every rule. */
export function rules(): RuleFacts[];

/**
 * A rule with all that its page says; loads `rules.json` when first asked.
 *
 * @throws {PlanproofError} where no rule has the name; its help says the nearest one.
 */
export function explain(name: string): Promise<RuleDocs>;

/**
 * Writes a report, or several as one, in a format.
 *
 * @throws {PlanproofError} where the format or the report is none.
 */
export function render(
  report: Report | readonly Report[],
  format: Format,
  options?: {
    /** Terminal colours in `text`. Default: none. */
    color?: boolean | undefined;
  },
): string;

/**
 * The text of a baseline that accepts all that a report says, one finding a line.
 *
 * @throws {PlanproofError} where the report is none.
 */
export function baseline(report: Report): string;

/** The package's version. */
export const version: string;
