// spool-shepherd: the one background process of one running job. Source of what it does: docs/spool-format.md.
//
//     spool-shepherd start|recover ID     with the job's locked directory as descriptor 0 and the spool's as descriptor 1
//     spool-shepherd tell                 with the spool's directory as descriptor 1: tells who asked for it of jobs that have ended
//
// The supervisor starts it; a person never does. It ends with 0 when the job lies where it belongs, with 1 when a later shepherd
// must go on, with 2 when it was called wrongly.
import Glibc
import SpoolModel
import SystemCalls

let words = OwnProcess.arguments
if words == [Array(Layout.tellWord.utf8)] { exit(tell()) }
let isAbandoned = words.first == Array("recover".utf8)
guard words.count == 2, isAbandoned || words[0] == Array("start".utf8), let id = JobID(words[1]) else {
    try? StandardStream.error.write(Array("spool-shepherd: it is started by 'spool supervise', never by hand.\n".utf8))
    exit(2)
}

blockAllSignals()
expectChildren()
umask(0o077)
chdir("/")
do {
    try closeOtherDescriptorsOnExec()
    try becomeSubreaper()
    let spool = try Spool(root: FileDescriptor(owning: 1), given: ".")
    let job = JobDirectory(id: id, state: .running, descriptor: FileDescriptor(owning: 0))
    let record = try job.record()
    let shepherd = Shepherd(job: job, record: record, boot: try currentBoot(), spool: spool)
    if let array = record.array {
        try ArrayShepherd(shepherd, array).bringToEnd()
    } else {
        try shepherd.bringToEnd(isAbandoned: isAbandoned)
    }
} catch {
    try? StandardStream.error.write(Array("spool-shepherd: job \(id): \(error)\n".utf8))
    exit(1)
}
exit(0)
