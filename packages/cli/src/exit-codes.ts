/** What the exit code of `statuswire` says. Source: docs/cli.md, "Exit codes". */
export const exitCodes = {
  /** Done; where a question was asked, the answer is yes. */
  ok: 0,
  /** The answer is no: not verified, refused, unknown, a check failed. */
  no: 1,
  /** The command line, or a file that it names, cannot be used as it stands. */
  usage: 2,
  /** The network was in the way: nobody answers there, or the port cannot be listened on. */
  unreachable: 3,
  /** A mistake of ours. */
  internal: 70,
  /** Ctrl-C. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const;

/** What the exit code of `statuswire` says. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
