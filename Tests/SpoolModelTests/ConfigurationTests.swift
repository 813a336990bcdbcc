import Testing

@testable import SpoolModel

@Suite struct ConfigurationTests {
    @Test(
        arguments: [
            ("", nil), ("\n\n", nil), ("# slots=9\n", nil), ("slots=3\n", 3), ("slots=3", 3),
            ("# a\n\nslots=100000\n", 100_000),
        ] as [(String, Int?)])
    func `what is set is read, and comments say nothing`(content: String, slots: Int?) throws {
        #expect(try Configuration(Array(content.utf8)).slots == slots)
    }

    @Test(arguments: [
        "slots=0", "slots=-1", "slots=100001", "slots=", "slots= 2", "slots=2 ", "Slots=2", "slot=2", "2",
        "slots=1\nslots=2",
        "slots=2\r\n", "slots=2\0", "slots = 2",
    ])
    func `anything else is refused`(content: String) {
        #expect(throws: RecordError.self) { try Configuration(Array(content.utf8)) }
    }
}
