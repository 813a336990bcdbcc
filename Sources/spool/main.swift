// spool: reads the command line, does what it says, and ends with its exit code. What starts jobs is left to spool-supervisor.
import Glibc
import Tool

exit(run(starter: nil))
