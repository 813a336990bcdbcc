import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct InterpreterTests {
    @Test(arguments: [
        ("#!/bin/sh\necho", ["/bin/sh", "S"]), ("#!/bin/sh", ["/bin/sh", "S"]),
        ("#! \t/bin/sh \t\n", ["/bin/sh", "S"]),
        ("#!/usr/bin/env -S awk -f\n", ["/usr/bin/env", "-S awk -f", "S"]), ("#!perl -w\n", ["perl", "-w", "S"]),
    ])
    func `the first line names a program and at most one argument`(script: String, command: [String]) {
        let interpreter = Interpreter(script: Array(script.utf8))
        #expect(interpreter?.arguments(script: "S") == command.map { Array($0.utf8) })
    }

    @Test(arguments: ["", "#", "#!", "#! \n/bin/sh", " #!/bin/sh", "echo", "\u{feff}#!/bin/sh", "#!/bin/s\0h\n"])
    func `anything else names none`(script: String) {
        #expect(Interpreter(script: Array(script.utf8)) == nil)
    }

    @Test func `a carriage return belongs to the line`() {
        #expect(Interpreter(script: Array("#!/bin/sh\r\n".utf8))?.lineEndsWithReturn == true)
        #expect(Interpreter(script: Array("#!/bin/sh -e\r\n".utf8))?.lineEndsWithReturn == true)
        #expect(Interpreter(script: Array("#!/bin/sh\n\r".utf8))?.lineEndsWithReturn == false)
    }
}
