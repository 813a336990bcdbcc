import CommandLineSyntax

/// What the manual page says beyond the command line.
extension ManualSection {
    static let all = [environment, exitStatus, files, signals, seeAlso]

    private static let environment = ManualSection(
        "ENVIRONMENT",
        [
            .list([
                ("SPOOL_DIR", "The spool, where --spool does not name one."),
                (
                    "XDG_STATE_HOME",
                    "The user's own spool is the directory spool in it; without it ~/.local/state/spool."
                ),
                ("HOME", "The home directory."),
                ("NO_COLOR", "If it is set and not empty, nothing is coloured."),
                ("PATH", "Where 'spool cron' looks for crontab."),
            ]),
            .paragraph("A job has the environment that it was submitted with, and these variables:"),
            .list([
                ("SPOOL_DIR", "The spool, so that a job that submits jobs uses the same one."),
                ("SPOOL_JOB_ID", "The id of the job."),
                (
                    "SPOOL_JOB_DIR",
                    "The directory of the job while it runs; it may keep files of its own there, named x_..."
                ),
                ("SPOOL_ATTEMPT", "The number of the attempt, counted from 1."),
                ("SPOOL_TASK_ID", "Of an array, the number of the task."),
                ("SPOOL_SCRIPT", "Of a script, the path of the file that it was copied from."),
            ]),
        ])

    private static let exitStatus = ManualSection(
        "EXIT STATUS",
        [
            .list([
                ("0", "Done."),
                ("1", "Failed, or the answer is no."),
                ("2", "The command line is wrong."),
            ]),
            .paragraph("'spool wait', 'spool run' and 'spool submit --wait' pass on the exit code of the job, and:"),
            .list([
                ("124", "The time was over."),
                ("125", "The command could not be started, for a reason that is neither of the next two."),
                ("126", "The command was found, and could not be executed."),
                ("127", "The command was not found."),
                ("128 + n", "The command was ended by signal n."),
            ]),
        ])

    private static let files = ManualSection(
        "FILES",
        [
            .paragraph(
                "Any program may read and write these, with plain file operations; what each holds is told in spool-format.md."
            ),
            .list([
                ("queued/S/ID/", "A job that waits for a slot. S is ID divided by 1000, without the remainder."),
                ("running/ID/", "A job at work."),
                ("finished/OUTCOME/S/ID/", "A job that succeeded, failed, timed-out, was cancelled or lost."),
                ("ID/job", "What was submitted."),
                ("ID/output.N, ID/error.N", "What attempt N wrote to its standard output and standard error."),
                ("ID/result.N", "How attempt N ended, when, and what it used."),
                ("config", "Lines key=value for this spool: slots=4 runs four jobs at once."),
                ("supervisor", "Who starts the jobs, and what keeps it from that."),
            ]),
        ])

    private static let signals = ManualSection(
        "SIGNALS",
        [
            .list([
                (
                    "SIGTERM, SIGINT, SIGHUP",
                    "End the supervisor. Its jobs go on, and the next supervisor takes them over."
                ),
                (
                    "SIGKILL",
                    "Does the same to the supervisor. A job whose shepherd it ends is lost, and so reported or queued again: "
                        + "see 'spool submit --on-loss'."
                ),
            ]),
            .paragraph(
                "A job that is cancelled gets SIGTERM and SIGCONT, each of its processes, and SIGKILL after a grace period."
            ),
        ])

    private static let seeAlso = ManualSection(
        "SEE ALSO", [.paragraph("crontab(1), crontab(5), nohup(1), timeout(1), at(1), batch(1)")])
}
