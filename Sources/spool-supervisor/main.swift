// spool-supervisor: the commands of `spool` that start jobs, 'supervise' and 'run'. `spool` becomes this program for them; a person never starts it.
import Foundation
import Tool

exit(run(starter: FoundationStarter()))
