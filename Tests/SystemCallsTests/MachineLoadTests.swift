import Testing

@testable import SystemCalls

@Suite struct MachineLoadTests {
    @Test func `the figures are read as the kernel writes them`() {
        let load = MachineLoad(
            loadText: "0.52 0.58 0.59 1/467 12345\n", memoryText: "MemTotal:       24  kB\nMemAvailable:   2048 kB\n",
            pressureText:
                "some avg10=1.00 avg60=0.00 avg300=0.00 total=1\nfull avg10=12.34 avg60=0.00 avg300=0.00 total=1\n")
        #expect(load == MachineLoad(load: 52, availableMemory: 2048 * 1024, memoryStall: 1234))
    }

    @Test func `processes that run now count before the mean knows of them`() {
        #expect(MachineLoad(loadText: "0.52 0.58 0.59 4/467 12345\n", memoryText: nil, pressureText: nil).load == 300)
    }

    @Test func `what is not there is not known`() {
        let nothing = MachineLoad(load: nil, availableMemory: nil, memoryStall: nil)
        #expect(MachineLoad(loadText: nil, memoryText: nil, pressureText: nil) == nothing)
        #expect(MachineLoad(loadText: "", memoryText: "x\n", pressureText: "full x\n") == nothing)
    }

    @Test func `this machine tells its load and its memory`() {
        #expect(MachineLoad.current.load != nil)
        #expect(MachineLoad.current.availableMemory != nil)
    }
}
